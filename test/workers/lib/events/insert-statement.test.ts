import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { toByteLength } from "../../../../workers/lib/chunk-by-bytes/chunk-by-bytes.ts";
import { prepare } from "../../../../workers/lib/d1/statement.ts";
import { toInsertStatement, toRowBytes } from "../../../../workers/lib/events/insert-statement.ts";
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
			await prepare(database, toInsertStatement(TABLE, given).statement).run();
			const { results } = await database.prepare(`SELECT id, type, event FROM ${TABLE} ORDER BY length(id), id`).all();
			expect(results).toEqual(given.map(({ id, type, event }) => ({ id, type, event })));
		}),
		{ numRuns: 40 },
	);
});

it("weighs its parameters, and a row by itself as no less than what it adds", () => {
	fc.assert(
		fc.property(rows, (given) => {
			const { statement, bytes } = toInsertStatement(TABLE, given);
			const [, keys, texts] = statement.parameters.map((parameter) => toByteLength(String(parameter)));
			expect(bytes).toBe((keys ?? 0) + (texts ?? 0));
			expect(given.reduce((sum, one) => sum + toRowBytes(one), 0)).toBeGreaterThanOrEqual(bytes - 2);
		}),
	);
});
