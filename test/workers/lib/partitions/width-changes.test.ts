import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { makeArchiveReader } from "../../../../workers/lib/archive/archive-reader.ts";
import { type EventKey, newestFirst } from "../../../../workers/lib/events/event-key.ts";
import { listEvents } from "../../../../workers/lib/events/list-events.ts";
import { writeEvents } from "../../../../workers/lib/events/write-events.ts";
import { makeMissingPartitions } from "../../../../workers/lib/partitions/make-partitions.ts";
import { DAY } from "../../../../workers/lib/partitions/partition.ts";
import { type PartitionWidth, toPartition } from "../../../../workers/lib/partitions/partition-width.ts";
import type { EventRow } from "../../../../workers/lib/rpc.ts";
import { findDatabase } from "../../../../workers/lib/shard-databases/find-database.ts";
import { runOnShards } from "../../../../workers/lib/shard-databases/tenant-shards.ts";
import { makeShards, openTenant, POOL_TENANT, SHARDS } from "../../tenant-databases.ts";
import { makeRow } from "../events/sample-events.ts";

const START = Date.UTC(2026, 0, 1);
const database = env.SHARD__POOL__WEUR__0;
const archive = makeArchiveReader(env.BUCKET);

beforeEach(async () => {
	await makeShards();
});

/** `asked` is the width when the event was queued, `width` when it is stored: a message may be in flight over a change. */
async function write(row: EventRow, asked: PartitionWidth, width: PartitionWidth) {
	const find = (shard: string, location: string) => findDatabase(SHARDS, shard, location);
	const group = { shard: "pool-weur-0", location: "weur", partition: toPartition(row.time, asked).name, rows: [row] };
	return writeEvents({ find, readHome: async () => POOL_TENANT, archive, width }, group);
}

async function* walk(tenant: string, from: number, to: number, limit: number) {
	const context = { ...POOL_TENANT, tenant };
	const options = { env: SHARDS, bookmarks: new Map(), start: "first-primary", context, readHome: async () => context } as const;
	for (let after: EventKey | null = { time: to, id: "" }; after; ) {
		const query = { from, to, type: null, limit, after };
		const page: Awaited<ReturnType<typeof listEvents>> = await runOnShards(options, (shards) => listEvents(shards, query, archive));
		yield page.items.map(({ id }) => id);
		after = page.horizon;
	}
}

const width = fc.constantFrom<PartitionWidth[]>("month", "week", "day");
const arrival = fc.record({ day: fc.nat(90), ms: fc.nat(DAY - 1), asked: width, width, ahead: fc.boolean() });
const range = fc.tuple(fc.nat(91), fc.nat(91)).map(([a, b]) => [START + Math.min(a, b) * DAY, START + Math.max(a, b) * DAY] as const);

it("gives each event of a range exactly once and in order, whatever the widths were, while new events arrive", async () => {
	let run = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(arrival, { maxLength: 30 }), range, fc.integer({ min: 1, max: 7 }), async (arrivals, [from, to], limit) => {
			const tenant = `t${run++}`;
			await openTenant(database, tenant);
			const rows: EventRow[] = [];
			for (const [index, { day, ms, asked, width, ahead }] of arrivals.entries()) {
				const row = makeRow(`e${index}`, { tenant, time: START + day * DAY + ms });
				if (ahead) await makeMissingPartitions(database, { at: row.time, width, ahead: 2 });
				for (let i = 0; i < 2; i++) expect(await write(row, asked, width)).toEqual({ refused: [], later: [] });
				rows.push(row);
			}
			const expected = rows.filter(({ time }) => time >= from && time < to).toSorted(newestFirst);
			const seen: string[] = [];
			let news = 0;
			for await (const ids of walk(tenant, from, to, limit)) {
				seen.push(...ids);
				await write(makeRow(`new${news++}`, { tenant, time: to + DAY }), "week", "day");
			}
			expect(seen).toEqual(expected.map(({ id }) => id));
		}),
		{ numRuns: 15 },
	);
}, 60_000);
