import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { makePartitionsOn } from "../../../workers/app/make-partitions-on.ts";
import { makeMissingPartitions, type PartitionDatabase } from "../../../workers/lib/partitions/make-partitions.ts";
import { readPages } from "../../../workers/lib/shard-databases/read-pages.ts";
import { applyMigrations } from "../apply-migrations.ts";

const AHEAD = { at: Date.UTC(2026, 10, 21), width: "day", ahead: 3 } as const;
const real = env.SHARD__POOL__WEUR__0;

let answer: Promise<unknown> | null = null;
let queries = 0;
let made: string[] = [];

beforeAll(() => applyMigrations(real, "shard"));
beforeEach(() => {
	[answer, queries, made] = [null, 0, []];
});

/** Asks the real database the first time; all others have the same answer. */
function asOnce(statement: D1PreparedStatement): D1PreparedStatement {
	return new Proxy(statement, {
		get(_, name) {
			if (name === "bind") return (...values: unknown[]) => asOnce(statement.bind(...values));
			if (name !== "all") return Reflect.get(statement, name);
			answer ??= statement.all();
			return () => answer;
		},
	});
}

/** Shards that all have the real one's register; what would be made is counted and not made, so that each misses as much. */
function makeShards(count: number) {
	const toDatabase = (id: string): PartitionDatabase => ({
		prepare(sql) {
			queries += 1;
			return asOnce(real.prepare(sql));
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
async function makeAll(count: number, maxPages?: number) {
	const pages: number[] = [];
	const shards = makeShards(count);
	const touched = await readPages(async (after) => {
		queries = 0;
		const page = await makePartitionsOn(shards, AHEAD, after);
		pages.push(queries);
		return page;
	}, maxPages);
	return { touched, pages };
}

it("makes what new shards miss in invocations of fewer than 1,000 queries each", async () => {
	const { touched, pages } = await makeAll(200);
	expect([touched.length, made.length, new Set(made).size]).toEqual([200, 200, 200]);
	expect(Math.max(...pages)).toBeLessThan(1_000);
	made = [];
	expect((await makeAll(200, 2)).pages).toHaveLength(2);
	expect(made.length).toBeLessThan(200);
});

it("looks at 1,000 shards that miss nothing in two invocations", async () => {
	await makeMissingPartitions(real, AHEAD);
	const { touched, pages } = await makeAll(1_000);
	expect([touched, pages.length]).toEqual([[], 2]);
	expect(made).toEqual([]);
});
