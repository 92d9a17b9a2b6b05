import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { HISTORY_ROWS, WRITE_ROWS } from "../../../../sizing/usage/app.ts";
import { PUT_RECORD } from "../../../../workers/lib/records/record-sql.ts";
import { makeShards, openTenant } from "../../tenant-databases.ts";

const database = env.SHARD__POOL__WEUR__0;

beforeAll(async () => {
	await makeShards();
	await openTenant(database, "a");
});

async function put(id: string) {
	const { meta } = await database.prepare(PUT_RECORD).bind("a", "c", id, '"e"', 0, "1", null, null).run();
	return { read: meta.rows_read, written: meta.rows_written };
}

it("costs a record that is replaced the rows that sizing reckons with, and a new one no more", async () => {
	for (let other = 0; other < 50; other += 1) await put(`other-${other}`);
	const sum = { read: WRITE_ROWS.read + HISTORY_ROWS.read, written: WRITE_ROWS.written + HISTORY_ROWS.written };
	const first = await put("x");
	expect(first.written).toBe(sum.written);
	expect(first.read).toBeLessThanOrEqual(sum.read);
	// However often it was replaced before.
	for (let again = 0; again < 3; again += 1) expect(await put("x")).toEqual(sum);
	await database.prepare("DELETE FROM history_log").run();
	expect(await put("x")).toEqual(WRITE_ROWS);
});
