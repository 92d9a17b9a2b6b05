import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { followMove, type Move } from "../../ops/tenants/follow-move.ts";
import { until } from "../local/until.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";

const OTHER: Readonly<Record<string, string>> = { "pool-weur-0": "pool-weur-1", "pool-weur-1": "pool-weur-0" };

/** Tenants with so many databases of their own. */
const withOwn = (shards: number) => ["globex", "hooli"].map((id) => ({ id, region: "weur", shards }));

let stack: LocalStack;
beforeAll(async () => {
	stack = await startLocalStack({
		"stagecraft:stage": "10k",
		"stagecraft:overrides": { queueThroughput: { batchWait: "1 second" } },
		"stagecraft:tenants": withOwn(1),
	});
});
afterAll(() => stack.stop());

const ops: LocalStack["ops"] = (line) => stack.ops(line);

const shown = z.object({ shards: z.tuple([z.string()]) });
const homeOf = async (tenant: string) => shown.parse(JSON.parse((await ops(`tenants show ${tenant} --local --json`)).out)).shards[0];

it("asks, moves a tenant to another shard, waits until it lives there and lists the move", async () => {
	const { key } = z.object({ key: z.string() }).parse(JSON.parse((await ops("tenants add acme --local --json")).out));
	const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
	expect((await stack.account.fetch("/v1/records/c/a", { method: "PUT", headers, body: '{"n":1}' })).status).toBe(201);
	expect((await ops("tenants moves acme --local")).out).toBe("acme has never moved");
	const to = OTHER[await homeOf("acme")] ?? "";
	const asked = await ops(`tenants move acme --to ${to} --local`);
	expect([asked.code, asked.error.includes("--yes")]).toEqual([1, true]);
	const { code, out, error } = await ops(`tenants move acme --to ${to} --local --wait --yes`);
	expect([code, out, error]).toEqual([
		0,
		// The record, and what it was before.
		expect.stringMatching(new RegExp(`^lives at ${to}; 2 rows`)),
		expect.stringContaining(`lives at ${to}`),
	]);
	expect(await homeOf("acme")).toBe(to);
	expect(await (await stack.account.fetch("/v1/records/c/a", { headers })).json()).toEqual({ n: 1 });
	expect((await ops("tenants moves acme --local")).out).toMatch(new RegExp(`switched +${to} +2 +0 +\\d+`));
	const late = await ops("tenants moves acme --cancel 1 --local --yes");
	expect([late.code, late.error.includes("can't be cancelled any more")]).toEqual([1, true]);
});

it("prints a move that it has waited for as one JSON object, and its progress beside", async () => {
	await ops("tenants add umbrella --local");
	const to = OTHER[await homeOf("umbrella")] ?? "";
	const { code, out, error } = await ops(`tenants move umbrella --to ${to} --local --wait --yes --json`);
	const moved = { tenant: "umbrella", phase: "switched", target: { shards: [to] }, reason: null, pauseMs: expect.any(Number) };
	expect([code, JSON.parse(out), error]).toMatchObject([
		0,
		moved,
		expect.stringMatching(new RegExp(`^moving umbrella\n[^]*lives at ${to}; 0 rows`)),
	]);
});

const IDS = Array.from({ length: 18 }, (_, n) => `r${n}`);

async function fill(tenant: string) {
	const { key } = z.object({ key: z.string() }).parse(JSON.parse((await ops(`tenants add ${tenant} --local --json`)).out));
	const send = (path: string, init: RequestInit = {}, type = "application/json") =>
		stack.account.fetch(path, { ...init, headers: { authorization: `Bearer ${key}`, "content-type": type } });
	for (const id of IDS) expect((await send(`/v1/records/c/${id}`, { method: "PUT", body: JSON.stringify({ id }) })).status).toBe(201);
	const events = IDS.map((id) => ({ specversion: "1.0", id, source: "/s", type: "t" }));
	const body = JSON.stringify(events);
	expect((await send("/v1/events", { method: "POST", body }, "application/cloudevents-batch+json")).status).toBe(202);
	const list = async (path: string, name: string) =>
		z
			.array(z.object({ id: z.string() }))
			.parse(z.record(z.string(), z.unknown()).parse(await (await send(`${path}?limit=100`)).json())[name]);
	const readAll = async () =>
		[await list("/v1/records/c", "records"), await list("/v1/events", "events")].map((all) => all.map(({ id }) => id));
	await until(readAll, ([, found]) => found?.length === IDS.length);
	return readAll;
}

const countRecords = async (shard: string) =>
	(await stack.account.d1(`stagecraft-dev-${shard}`)).prepare("SELECT count(*) AS n FROM records").first<number>("n");

it("splits a tenant over the databases that it was given since, and shows where it lives then", async () => {
	const [globex, hooli] = [await fill("globex"), await fill("hooli")];
	const before = [await globex(), await hooli()];
	expect((await ops("tenants show globex --local")).out).toMatch(/shards +tenant-globex-0$/m);
	await stack.account.reload({ config: { "stagecraft:tenants": JSON.stringify(withOwn(3)) } });

	const asked = await ops("tenants split globex --local --wait");
	expect([asked.code, asked.error.includes("from 1 over all databases of its own")]).toEqual([1, true]);
	const all = ["tenant-globex-0", "tenant-globex-1", "tenant-globex-2"];
	const text = await ops("tenants split globex --local --wait --yes");
	expect([text.code, text.out, text.error]).toEqual([
		0,
		expect.stringMatching(new RegExp(`^lives at ${all.join(", ")}; [1-9]\\d* rows, writes waited for \\d+ ms$`)),
		expect.stringMatching(new RegExp(`^moving globex\n[^]*${text.out}$`)),
	]);
	const json = await ops("tenants split hooli --local --wait --yes --json");
	expect([json.code, JSON.parse(json.out)]).toMatchObject([
		0,
		{ tenant: "hooli", phase: "switched", source: { shards: ["tenant-hooli-0"] }, reason: null, rowsLeft: 0 },
	]);
	expect((await ops("tenants show globex --local")).out).toMatch(new RegExp(`shards +${all.join(", ")}$`, "m"));
	expect((await ops("tenants list --local")).out).toMatch(new RegExp(`^globex +standard +weur +open +${all.join(", ")} `, "m"));
	expect((await ops("tenants moves hooli --local")).out).toMatch(/ switched +tenant-hooli-0, tenant-hooli-1, tenant-hooli-2 +\d+ +0 +\d+/);

	expect([await globex(), await hooli()]).toEqual(before);
	for (const shard of all.slice(1)) expect(await countRecords(shard)).toBeGreaterThan(2);
	const again = await ops("tenants split globex --local --yes");
	expect([again.code, again.error]).toEqual([1, expect.stringContaining("there already")]);
});

it("splits no tenant that has no databases of its own, and says where none can go", async () => {
	await ops("tenants add initech --local");
	const split = await ops("tenants split initech --local --yes");
	expect([split.code, split.error.includes("tenants move initech --to own")]).toEqual([1, true]);
	const own = await ops("tenants move initech --to own --local --yes");
	expect([own.code, own.error.includes("no databases of its own")]).toEqual([1, true]);
	expect((await ops("tenants move initech --local --yes")).error).toContain("to must be given");
});

const MOVE: Move = {
	id: "1",
	phase: "copying",
	target: { location: "weur", shards: ["pool-weur-1"] },
	reason: null,
	rowsCopied: 0,
	rowsLeft: 100,
	pauseMs: null,
	createdAt: "2026-11-21T00:00:00.000Z",
};

async function follow(...states: readonly Partial<Move>[]) {
	const lines: string[] = [];
	const pauses: number[] = [];
	const left = [...states];
	const read = async () => ({ ...MOVE, ...left.shift() });
	const end = await followMove({
		title: "moving",
		read,
		write: (line) => void lines.push(line),
		pause: async (milliseconds) => void pauses.push(milliseconds),
	});
	return { end, lines, pauses, unread: left.length };
}

it("shows how far a move is, once a second, until writes go on at the new place", async () => {
	const half = { rowsCopied: 50, rowsLeft: 50 };
	const all = { rowsCopied: 100, rowsLeft: 0 };
	const { lines, pauses, unread } = await follow({}, half, { ...all, phase: "switched" }, { ...all, phase: "switched", pauseMs: 7 }, {});
	expect(unread).toBe(1);
	expect(pauses).toEqual([1_000, 1_000, 1_000]);
	expect(lines).toContain("49 of 100: copying: 50 rows copied, 50 left");
	expect(lines.at(-1)).toBe("lives at pool-weur-1; 100 rows, writes waited for 7 ms");
});

it("follows a move that is undone to its end, and says why", async () => {
	const { end, lines } = await follow(
		{ phase: "undoing", reason: "the move was cancelled" },
		{ phase: "undone", reason: "the move was cancelled" },
	);
	expect([end.phase, lines.at(-1)]).toEqual(["undone", "undone: the move was cancelled"]);
});
