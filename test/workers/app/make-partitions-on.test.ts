import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { makePartitionsOn } from "../../../workers/app/make-partitions-on.ts";
import { makeMissingPartitions, type PartitionDatabase } from "../../../workers/lib/partitions/make-partitions.ts";
import { readPages } from "../../../workers/lib/shard-databases/read-pages.ts";
import { applyMigrations } from "../apply-migrations.ts";

const AHEAD = { at: Date.UTC(2026, 10, 21), width: "day", ahead: 3 } as const;
const real = env.SHARD__POOL__WEUR__0;

let queries = 0;
let made: string[] = [];

beforeEach(async () => {
	await applyMigrations(real, "shard");
	[queries, made] = [0, []];
});

/** Shards that all have the real one's register; what would be made is counted and not made, so that each misses as much. */
function makeShards(count: number) {
	const toDatabase = (id: string): PartitionDatabase => ({
		prepare(sql) {
			queries += 1;
			return real.prepare(sql);
		},
		async batch() {
			made.push(id);
			return [];
		},
	});
	return Array.from({ length: count }, (_, index) => ({
		shard: { id: `pool-weur-${index}`, tenant: null, location: "weur", index },
		database: toDatabase(`pool-weur-${index}`),
	}));
}

/** The queries of each invocation, and the shards that missed something. */
async function makeAll(count: number) {
	const pages: number[] = [];
	const shards = makeShards(count);
	const touched = await readPages(async (after) => {
		queries = 0;
		const page = await makePartitionsOn(shards, AHEAD, after);
		pages.push(queries);
		return page;
	});
	return { touched, pages };
}

it("makes what 1,000 new shards miss in invocations of fewer than 1,000 queries each, and looks at those that miss nothing in two", async () => {
	const fresh = await makeAll(1_000);
	expect([fresh.touched.length, made.length, new Set(made).size]).toEqual([1_000, 1_000, 1_000]);
	expect(Math.max(...fresh.pages)).toBeLessThan(1_000);
	expect(fresh.pages.length).toBeLessThanOrEqual(32);

	await makeMissingPartitions(real, AHEAD);
	made = [];
	expect(await makeAll(1_000)).toEqual({ touched: [], pages: [900, 100] });
	expect(made).toEqual([]);
});
