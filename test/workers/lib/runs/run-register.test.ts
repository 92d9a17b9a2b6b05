import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { guardD1 } from "../../../../workers/lib/d1/guard-d1.ts";
import { makeRunRegister } from "../../../../workers/lib/runs/run-register.ts";
import { applyMigrations } from "../../apply-migrations.ts";
import { makeClock } from "../d1/controlled-clock.ts";
import { failing, LOST } from "../d1/failing-database.ts";

let now = 1000;
const runs = makeRunRegister(env.DIRECTORY, () => now);

beforeAll(() => applyMigrations(env.DIRECTORY, "directory"));

it("says of a run what it is about, how far it is and how it ended, and changes nothing after that", async () => {
	const wanted = { id: "r1", kind: "export", subject: "acme", progress: { rows: 0 } };
	await runs.begin(wanted);
	now = 2000;
	await runs.begin({ ...wanted, progress: { rows: 99 } });
	await runs.advance("r1", { rows: 5 });
	const running = { ...wanted, state: "running", progress: { rows: 5 }, fault: null, startedAt: "1970-01-01T00:00:01.000Z", endedAt: null };
	expect(await runs.read("r1")).toEqual(running);
	now = 3000;
	await runs.end("r1", "x".repeat(900));
	await runs.advance("r1", { rows: 6 });
	await runs.end("r1", null, { rows: 7 });
	expect(await runs.read("r1")).toEqual({ ...running, state: "failed", fault: "x".repeat(500), endedAt: "1970-01-01T00:00:03.000Z" });
	expect(await runs.read("none")).toBeNull();
});

it("keeps the last progress with a run that is done", async () => {
	await runs.begin({ id: "r2", kind: "replay", subject: "q", progress: { replayed: 0 } });
	await runs.end("r2", null, { replayed: 3 });
	expect(await runs.read("r2")).toMatchObject({ state: "done", progress: { replayed: 3 } });
});

it("is entered once though answers of the directory are lost, so that no run is left that nobody has started", async () => {
	const faults = [LOST, LOST];
	const clock = makeClock();
	const database = guardD1(failing(env.DIRECTORY, faults, true), { now: clock.now, sleep: clock.sleep, random: () => 1 });
	const guarded = makeRunRegister(database, () => now);
	await guarded.begin({ id: "r3", kind: "deletion", subject: "acme", progress: {} });
	await guarded.end("r3", null);
	expect([faults, (await runs.read("r3"))?.state]).toEqual([[], "done"]);
});
