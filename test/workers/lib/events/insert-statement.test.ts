import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { toByteLength } from "../../../../workers/lib/chunk-by-bytes/chunk-by-bytes.ts";
import { prepare } from "../../../../workers/lib/d1/statement.ts";
import { toInsertStatements } from "../../../../workers/lib/events/insert-statement.ts";
import { makePartitions } from "../../../../workers/lib/partitions/make-partitions.ts";
import { parsePartition } from "../../../../workers/lib/partitions/partition.ts";
import { dropAll, makeShards, openTenant } from "../../tenant-databases.ts";
import { makeRow } from "./sample-events.ts";

const database = env.SHARD__POOL__WEUR__0;
const TABLE = "events_2026_11";
const partitions = [TABLE].map(parsePartition).filter((partition) => partition !== null);

/** Of one, two, three and four bytes, and what JSON escapes. */
const text = fc.string({ unit: fc.constantFrom("a", "\u007f", "é", "語", "🙂", '"', "\\", "\n", "\u0000", "\ud83d"), maxLength: 12 });
const row = fc.tuple(text, text).map(([type, data]) => ({ type: `t${type.toWellFormed()}`, event: JSON.stringify({ data, type }) }));
const rows = fc.array(row, { minLength: 1, maxLength: 20 }).map((some) => some.map((one, index) => makeRow(`e${index}`, one)));

beforeEach(async () => {
	await dropAll(database);
	await makeShards();
	await openTenant(database, "demo");
	await makePartitions(database, partitions);
});

it("stores each event as its own text, whatever stands before it", async () => {
	await fc.assert(
		fc.asyncProperty(rows, async (given) => {
			await database.exec(`DELETE FROM ${TABLE}`);
			for (const { statement } of toInsertStatements(TABLE, given)) await prepare(database, statement).run();
			const { results } = await database.prepare(`SELECT id, type, event FROM ${TABLE} ORDER BY length(id), id`).all();
			expect(results).toEqual(given.map(({ id, type, event }) => ({ id, type, event })));
		}),
		{ numRuns: 40 },
	);
});

it("cuts rows into as few statements as parameters allow, in order, and says what each weighs", () => {
	const large = Array.from({ length: 44 }, (_, index) => makeRow(`e${index}`, { event: JSON.stringify({ data: "é".repeat(50_000) }) }));
	const inserts = toInsertStatements(TABLE, large);
	expect(inserts.flatMap(({ rows }) => rows)).toEqual(large);
	expect(inserts.length).toBe(4);
	for (const { statement, bytes } of inserts) {
		const [, keys, texts] = statement.parameters.map((parameter) => toByteLength(String(parameter)));
		expect(bytes).toBe((keys ?? 0) + (texts ?? 0));
		expect(bytes).toBeLessThan(2_000_000);
	}
});
