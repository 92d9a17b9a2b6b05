import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";

let stack: LocalStack;
beforeAll(async () => {
	stack = await startLocalStack({ "stagecraft:stage": "launch" });
});
afterAll(() => stack.stop());

const ops: LocalStack["ops"] = (line) => stack.ops(line);

const made = z.object({ keyId: z.string(), key: z.string() });

it("adds a tenant whose key opens the API, and shows where it lives", async () => {
	const { key } = made.parse(JSON.parse((await ops("tenants add acme --local --plan pro --json")).out));
	expect((await stack.account.fetch("/v1/usage", { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
	expect((await ops("tenants show acme --local")).out).toMatch(/shards +pool-weur-0/);
	expect((await ops("tenants list --local")).out).toMatch(/acme +pro +weur +open +pool-weur-0/);
});

it("says in the gateway's own words why a tenant isn't added", async () => {
	await ops("tenants add globex --local");
	const { code, error } = await ops("tenants add globex --local");
	expect(code).toBe(1);
	expect(error).toContain("There is a tenant globex.");
});

it("makes and revokes keys, and asks before it revokes", async () => {
	await ops("tenants add initech --local");
	const { key, keyId } = made.parse(JSON.parse((await ops("tenants keys initech --local --add --json")).out));
	const asked = await ops(`tenants keys initech --local --revoke ${keyId}`);
	expect([asked.code, asked.error.includes("--yes")]).toEqual([1, true]);
	expect((await ops(`tenants keys initech --local --revoke ${keyId} --yes`)).code).toBe(0);
	expect((await stack.account.fetch("/v1/usage", { headers: { authorization: `Bearer ${key}` } })).status).toBe(403);
	expect((await ops("tenants keys initech --local")).out.split("\n")).toHaveLength(3);
});

it("exports a tenant, and deletes it once that is confirmed", async () => {
	const { key } = made.parse(JSON.parse((await ops("tenants add umbrella --local --json")).out));
	const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
	expect((await stack.account.fetch("/v1/records/a/1", { method: "PUT", headers, body: "1" })).status).toBe(201);
	const exported = await ops("tenants export umbrella --local --json");
	expect([exported.code, JSON.parse(exported.out)]).toMatchObject([0, { state: "done", records: 1, events: 0 }]);
	const { manifest } = z.object({ manifest: z.string() }).parse(JSON.parse(exported.out));
	await ops("tenants add copy --local");
	const imported = await ops(`tenants import copy ${manifest} --local`);
	expect([imported.code, imported.out]).toEqual([0, expect.stringMatching(/copy +1 +0/)]);
	expect((await ops("tenants delete umbrella --local")).error).toContain("--yes");
	expect((await stack.account.fetch("/v1/records/a/1", { headers })).status).toBe(200);
	const deleted = await ops("tenants delete umbrella --local --yes --json");
	expect([deleted.code, JSON.parse(deleted.out)]).toMatchObject([0, { phase: expect.stringMatching(/deleted|sweeping/) }]);
	expect(deleted.error).toContain("nothing is left");
	expect((await ops("tenants show umbrella --local")).error).toContain("There is no tenant umbrella");
});

it("lists the shards once they were looked at, and ends with 1 where a region is full", async () => {
	expect((await ops("shards list --local")).out).toContain("hourly");
	await stack.account.scheduled("stagecraft-dev-upkeep", "7 * * * *");
	const { code } = await until(
		() => ops("shards list --local"),
		({ out }) => /pool-weur-0 +\d+ /.test(out),
	);
	expect(code).toBe(0);
	const directory = await stack.account.d1("stagecraft-dev-directory");
	await directory.prepare("UPDATE shard_loads SET bytes = 9999999999").run();
	const full = await ops("shards list --local");
	expect([full.code, full.out.includes("weur: every shard is full")]).toEqual([1, true]);
});

it("says what to do where Pulumi knows no such stack", async () => {
	const { code, error } = await ops("tenants list --stack nowhere");
	expect(code).toBe(1);
	expect(error).toMatch(/--stack = nowhere: .*--local/);
});
