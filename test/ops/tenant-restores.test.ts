import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { writeRunning } from "../../local/running-file.ts";
import { followRestore, type Restore } from "../../ops/tenants/follow-restore.ts";
import { toPastTime } from "../../ops/tenants/to-past-time.ts";
import { until } from "../local/until.ts";
import { makeProject } from "../support/start.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";
import { ops as opsIn } from "./ops.ts";

const listed = z.object({ records: z.array(z.object({ id: z.string(), data: z.number() })) });

let stack: LocalStack;
beforeAll(async () => {
	stack = await startLocalStack({ "stagecraft:stage": "launch" });
});
afterAll(() => stack.stop());

const ops: LocalStack["ops"] = (line) => stack.ops(line);

async function addTenant(tenant: string) {
	const { key } = z.object({ key: z.string() }).parse(JSON.parse((await ops(`tenants add ${tenant} --local --json`)).out));
	const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
	const call = (path: string, init: { readonly method?: string; readonly body?: string } = {}) =>
		stack.account.fetch(`/v1/records/c${path}`, { headers, ...init });
	return {
		put: async (id: string, data: string) => expect((await call(`/${id}`, { method: "PUT", body: data })).ok).toBe(true),
		remove: async (id: string) => expect((await call(`/${id}`, { method: "DELETE" })).status).toBe(204),
		/** By the list: one record may be answered from a cache for a while. */
		read: async () => {
			const { records } = listed.parse(await (await call("?limit=100")).json());
			return Object.fromEntries(records.map(({ id, data }) => [id, data]));
		},
	};
}

/** A time that all before it lies before, and all behind it behind. */
async function passTime(): Promise<string> {
	const at = Date.now();
	await until(
		async () => Date.now(),
		(now) => now > at + 2,
	);
	return new Date(at + 1).toISOString();
}

it("shows what would change, asks, brings a tenant's records back and waits until they are; and takes that back again", async () => {
	const [acme, other] = [await addTenant("acme"), await addTenant("globex")];
	for (const id of ["changed", "deleted", "kept"]) await acme.put(id, "1");
	await other.put("changed", "1");
	const to = await passTime();
	await acme.put("changed", "2");
	await acme.remove("deleted");
	await acme.put("new", "2");
	await other.put("changed", "2");
	const before = await passTime();
	const now = { changed: 2, kept: 1, new: 2 };
	expect((await ops("tenants restores acme --local")).out).toMatch(/^acme goes back to \d{4}-\S+Z\nit was never restored$/);

	const asked = await ops(`tenants restore acme --to ${to} --local`);
	expect([asked.code, asked.error]).toEqual([
		1,
		expect.stringContaining(`rows of acme that have changed after ${to}: 3\nBring acme back to ${to}?`),
	]);
	expect(asked.error).toContain("--yes");
	expect(await acme.read()).toEqual(now);

	const { code, out, error } = await ops(`tenants restore acme --to ${to} --local --wait --yes`);
	expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^as it was at ${to}; 3 rows, writes waited for \\d+ ms$`))]);
	expect(error).toContain("as it was at");
	expect(await acme.read()).toEqual({ changed: 1, deleted: 1, kept: 1 });
	expect(await other.read()).toEqual({ changed: 2 });

	const back = await ops(`tenants restore acme --to ${before} --local --yes --json`);
	expect([back.code, JSON.parse(back.out)]).toMatchObject([0, { to: before, events: "keep" }]);
	const list = z.object({ since: z.string(), restores: z.array(z.object({ phase: z.string() })) });
	const { restores } = await until(
		async () => list.parse(JSON.parse((await ops("tenants restores acme --local --json")).out)),
		({ restores }) => restores[0]?.phase === "done",
	);
	expect(restores).toHaveLength(2);
	expect(await acme.read()).toEqual(now);
	expect((await ops("tenants restores acme --local")).out).toMatch(new RegExp(`done +${to} +history +keep +3 +\\d+`));
});

it("brings back what an export holds, for a time that lies further back than the history", async () => {
	const umbrella = await addTenant("umbrella");
	await umbrella.put("a", "1");
	const { manifest } = z.object({ manifest: z.string() }).parse(JSON.parse((await ops("tenants export umbrella --local --json")).out));
	await umbrella.put("a", "2");
	await umbrella.put("b", "2");
	const asked = await ops(`tenants restore umbrella --export ${manifest} --local`);
	expect([asked.code, asked.error]).toEqual([1, expect.stringContaining(`Bring umbrella back to ${manifest}?`)]);
	const { code, out } = await ops(`tenants restore umbrella --export ${manifest} --local --wait --yes`);
	expect([code, out]).toEqual([0, expect.stringMatching(/^as it was in its export of \d{4}-\S+Z; \d+ rows, writes waited for \d+ ms$/)]);
	expect(await umbrella.read()).toEqual({ a: 1 });
	expect((await ops("tenants restores umbrella --local")).out).toMatch(/done +\S+Z +export +keep/);
});

it("says in the gateway's own words how far back it goes, without asking, and what is wrong with a time", async () => {
	await addTenant("initech");
	const early = await ops("tenants restore initech --to 1hour --local");
	expect([early.code, early.error]).toEqual([1, expect.stringMatching(/is before \d{4}-\S+Z, from when on each change is known/)]);
	const nobody = await ops("tenants restore nobody --to 1hour --local --yes");
	expect([nobody.code, nobody.error.includes("There is no tenant nobody.")]).toEqual([1, true]);
	const bad = await ops("tenants restore initech --to yesterday --local --yes");
	expect([bad.code, bad.error]).toEqual([2, expect.stringMatching(/^to = yesterday: must be .*\. Give one such as /)]);
	const [none, both] = [
		await ops("tenants restore initech --local --yes"),
		await ops("tenants restore initech --to 1hour --export e --local --yes"),
	];
	for (const { code, error } of [none, both])
		expect([code, error]).toEqual([2, expect.stringMatching(/^to must be given, or --export, and not both/)]);
	expect((await ops("tenants restore initech --to 1hour --events some --local")).error).toContain("events must be keep or remove");
});

it.each([
	["2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000Z"],
	["2026-11-21T10:00:00+02:00", "2026-11-21T08:00:00.000Z"],
	["2 hours", "2026-11-20T22:00:00.000Z"],
	["90 minutes", "2026-11-20T22:30:00.000Z"],
	["2026-11-21T10:00:00", null],
	["2026-11-21", null],
	["two hours", null],
	["", null],
])("reads %j as %j, where now is a midnight", (text, time) => {
	expect(toPastTime(text, Date.UTC(2026, 10, 21))).toBe(time);
});

const RESTORE: Restore = {
	id: "1",
	to: "2026-11-20T22:00:00.000Z",
	events: "keep",
	export: null,
	phase: "beginning",
	reason: null,
	rowsRestored: 0,
	pauseMs: null,
	createdAt: "2026-11-21T00:00:00.000Z",
};

it("shows how far a restore is, once a second, and is through when it says so and no sooner", async () => {
	const [lines, pauses]: [string[], number[]] = [[], []];
	const states: readonly Partial<Restore>[] = [
		{},
		{ phase: "restoring", rowsRestored: 50 },
		{ phase: "restoring", rowsRestored: 120 },
		{ phase: "done", rowsRestored: 120, pauseMs: 7 },
	];
	const left = [...states];
	const read = async () => ({ ...RESTORE, ...left.shift() });
	const pause = async (milliseconds: number) => void pauses.push(milliseconds);
	await followRestore({ title: "restoring", read, write: (line) => void lines.push(line), pause }, 100);
	expect([left.length, pauses]).toEqual([0, [1_000, 1_000, 1_000]]);
	expect(lines).toContain("50 of 100: restoring: 50 rows brought back");
	expect(lines.slice(-2)).toEqual([
		"99 of 100: restoring: 120 rows brought back",
		"as it was at 2026-11-20T22:00:00.000Z; 120 rows, writes waited for 7 ms",
	]);
});

it("ends with 1 where a restore was undone, and says why", async () => {
	const undone = { ...RESTORE, phase: "undone", reason: "it took too long" };
	const server = createServer((request, response) => {
		const answers = request.url?.includes("/history") ? { since: RESTORE.to, to: RESTORE.to, rowsChanged: 1 } : undone;
		response.end(JSON.stringify(answers));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
	const root = makeProject({ "stagecraft:stage": "launch" });
	const folder = join(root, ".local/dev");
	mkdirSync(folder, { recursive: true });
	writeRunning(folder, { pid: process.pid, gateway: baseUrl, adminToken: "t", api: { baseUrl, token: "t", accountId: "a" } });
	const { code, out } = await opsIn("tenants restore acme --to 2hours --local --yes --wait", root);
	server.close();
	rmSync(root, { recursive: true });
	expect([code, out]).toEqual([1, "undone: it took too long"]);
});
