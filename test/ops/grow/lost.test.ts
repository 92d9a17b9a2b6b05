import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { startAccount } from "../../../local/account.ts";
import { checkCounters } from "../../../ops/grow/check-counters.ts";
import { checkData } from "../../../ops/grow/check-data.ts";
import { makeClient } from "../../../ops/grow/client.ts";
import { type Door, startDoor } from "../../../ops/grow/door.ts";
import { callAdmin, createTenant, loadTenant, openSessions } from "../../../ops/grow/load.ts";
import type { World } from "../../../ops/grow/world.ts";
import { ROOT } from "../../support/program.ts";

const SETTLE_MS = 1_500;
const names = z.array(z.object({ name: z.string() }));

let world: World;
let door: Door;
beforeAll(async () => {
	const account = await startAccount({ root: ROOT, stack: "rehearsal", stackConfig: {}, stage: "launch", ephemeral: true });
	door = await startDoor(account.url);
	const client = makeClient(door.url);
	const ledger = await createTenant(client, account, "loser", false);
	await loadTenant(client, ledger, 1);
	world = { account, door, client, tenants: [ledger], sessions: await openSessions(client, account), seed: 1, patienceMs: 20_000 };
});
afterAll(async () => {
	await door.stop();
	await world.account.stop();
});

it("finds all of it where nothing is missing", async () => {
	expect((await checkData(world)).filter(({ ok }) => !ok)).toEqual([]);
	expect(await checkCounters(world, SETTLE_MS)).toMatchObject({ ok: true });
});

it("names each record, event, file, session and count that is gone, and what is there that nobody wrote", async () => {
	const { account, client, tenants, sessions } = world;
	const shard = await account.d1("stagecraft-rehearsal-pool-weur-0");
	await shard.prepare("DELETE FROM records WHERE id = 'loaded-3'").run();
	const tables = await shard.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'events_[0-9]*'").all();
	for (const { name } of names.parse(tables.results)) {
		await shard.prepare(`DELETE FROM ${name} WHERE id = 'loser-loaded-1-4'`).run();
	}
	await (await account.r2("stagecraft-rehearsal-files")).delete("files/loser/loaded/1.txt");
	await callAdmin(client, account, "DELETE", "/admin/sessions");
	const [ledger] = tenants;
	if (!ledger) throw new Error("there is a tenant");
	ledger.events.delete("loser-loaded-0-0");
	ledger.counts.writes += 1;
	const moved = { ...world, tenants: [{ ...ledger, shards: ["pool-weur-1"] }], patienceMs: 0 };
	const checks = await checkData(moved);
	expect(checks.filter(({ ok }) => !ok).flatMap(({ faults }) => faults)).toEqual([
		"loser: was on pool-weur-1, is on pool-weur-0",
		"loser: record loaded-3 is missing",
		"loser: event loser-loaded-1-4 is missing",
		"loser: event loser-loaded-0-0 was never written",
		expect.stringMatching(/^loser: file loaded\/1\.txt is 404, /),
		...sessions.map((_, index) => `session ${index} is answered 401`),
	]);
	const counters = await checkCounters(world, SETTLE_MS);
	expect(counters.faults).toEqual([expect.stringMatching(/^loser: writes should be \d+, is \d+$/)]);
});
