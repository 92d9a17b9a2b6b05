import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { guardD1 } from "../../../../workers/lib/d1/guard-d1.ts";
import { makeMoveDirectory } from "../../../../workers/lib/move/make-move-directory.ts";
import type { MovePlan } from "../../../../workers/lib/move/move-plan.ts";
import { cancelMove, enterMove, readMove, toPlan } from "../../../../workers/lib/move/move-register.ts";
import { readHome } from "../../../../workers/lib/shard-databases/read-home.ts";
import { applyMigrations } from "../../apply-migrations.ts";
import { dropAll } from "../../tenant-databases.ts";
import { makeClock } from "../d1/controlled-clock.ts";
import { failing, LOST, OVERLOADED } from "../d1/failing-database.ts";

const TARGET = { location: "enam", shards: ["pool-enam-0", "pool-enam-1"] };

let [faults, calls]: [string[], number] = [[], 0];
let plan: MovePlan;

/** The directory as `upkeep` has it; how often it was asked is counted below the guard. */
function open(after: boolean) {
	const clock = makeClock();
	const failed = failing(env.DIRECTORY, faults, after);
	const batch: D1Database["batch"] = (statements) => {
		calls += 1;
		return failed.batch(statements);
	};
	const counted = { prepare: (sql: string) => failed.prepare(sql), batch };
	const database = guardD1(counted, { now: clock.now, sleep: clock.sleep, random: () => 1, report: () => undefined });
	return makeMoveDirectory(database, async () => undefined);
}

const home = async () => {
	const found = await readHome(env.DIRECTORY, "acme");
	return [found?.epoch, found?.location, found?.shards];
};
const state = async () => await readMove(env.DIRECTORY, "acme", plan.id);
const [SOURCE_HOME, TARGET_HOME] = [
	[1, "weur", ["pool-weur-0"]],
	[2, TARGET.location, TARGET.shards],
];

beforeAll(async () => {
	await dropAll(env.DIRECTORY);
	await applyMigrations(env.DIRECTORY, "directory");
});

beforeEach(async () => {
	[faults, calls] = [[], 0];
	await env.DIRECTORY.batch([
		env.DIRECTORY.prepare("DELETE FROM tenant_moves"),
		env.DIRECTORY.prepare("DELETE FROM tenant_shards"),
		env.DIRECTORY.prepare("DELETE FROM tenants"),
		env.DIRECTORY.prepare("INSERT INTO tenants VALUES ('acme', 'p', 'weur', 'open', 1, 0)"),
		env.DIRECTORY.prepare("INSERT INTO tenant_shards VALUES ('acme', 0, 'pool-weur-0')"),
	]);
	const source = { location: "weur", shards: ["pool-weur-0"] };
	const move = await enterMove(env.DIRECTORY, { tenant: "acme", epoch: 1, source, target: TARGET, now: 0 });
	if (!move) throw new Error("no move");
	plan = toPlan(move);
	await open(false).close(plan.id, 5);
	calls = 0;
});

it("asks what came of a switch whose answer was lost, and doesn't run it again", async () => {
	faults.push(LOST);
	await open(true).switch(plan);
	expect(await home()).toEqual(TARGET_HOME);
	// The transaction, and the question.
	expect(calls).toBe(2);
});

it("asks again where the question's answer is lost too", async () => {
	faults.push(LOST, LOST, LOST);
	await open(true).switch(plan);
	expect([await home(), calls]).toEqual([TARGET_HOME, 4]);
});

it("fails where the switch was lost on its way, and switches when it is tried again", async () => {
	faults.push(LOST);
	await expect(open(false).switch(plan)).rejects.toThrow("connection lost");
	expect([await home(), (await state())?.phase]).toEqual([SOURCE_HOME, "closing"]);
	await open(false).switch(plan);
	expect(await home()).toEqual(TARGET_HOME);
});

it("doesn't switch what was cancelled after the switch was lost on its way", async () => {
	faults.push(LOST);
	await expect(open(false).switch(plan)).rejects.toThrow("connection lost");
	expect(await cancelMove(env.DIRECTORY, "acme", plan.id)).toBe(true);
	await expect(open(false).switch(plan)).rejects.toThrow(`move ${plan.id} is closing`);
	expect(await home()).toEqual(SOURCE_HOME);
});

it("waits for a directory that turns the switch away", async () => {
	faults.push(OVERLOADED, OVERLOADED);
	await open(false).switch(plan);
	expect([await home(), calls]).toEqual([TARGET_HOME, 3]);
});

it("repeats all the rest after answers that were lost, to the same effect", async () => {
	const directory = open(true);
	faults.push(LOST);
	expect(await directory.close(plan.id, 9)).toEqual({ phase: "closing", closedAt: 5, cancelled: false });
	faults.push(LOST);
	expect(await directory.report(plan.id, { rowsCopied: 3, rowsLeft: 1 })).toBe(false);
	faults.push(LOST);
	expect(await directory.giveUp(plan.id, "a fault")).toBe("undoing");
	faults.push(LOST);
	await directory.paused(plan.id, 70);
	faults.push(LOST);
	await directory.end(plan.id, "undone", 99);
	expect(faults).toEqual([]);
	const ended = { phase: "undone", reason: "a fault", rowsCopied: 3, pauseMs: 70, endedAt: new Date(99).toISOString() };
	expect(await state()).toMatchObject(ended);
});
