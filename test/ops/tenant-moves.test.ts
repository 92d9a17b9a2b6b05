import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { followMove, type Move } from "../../ops/tenants/follow-move.ts";
import { type LocalStack, startLocalStack } from "./local-stack.ts";

const OTHER: Readonly<Record<string, string>> = { "pool-weur-0": "pool-weur-1", "pool-weur-1": "pool-weur-0" };

let stack: LocalStack;
beforeAll(async () => {
	stack = await startLocalStack({ "stagecraft:stage": "10k" });
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

it("splits no tenant that has no databases of its own, and says where none can go", async () => {
	await ops("tenants add globex --local");
	const split = await ops("tenants split globex --local --yes");
	expect([split.code, split.error.includes("tenants move globex --to own")]).toEqual([1, true]);
	const own = await ops("tenants move globex --to own --local --yes");
	expect([own.code, own.error.includes("no databases of its own")]).toEqual([1, true]);
	expect((await ops("tenants move globex --local --yes")).error).toContain("to must be given");
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
