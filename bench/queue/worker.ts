import { makeMeter } from "../../workers/lib/meter/make-meter.ts";
import { makePartitions } from "../../workers/lib/partitions/make-partitions.ts";
import { parsePartition } from "../../workers/lib/partitions/partition.ts";
import { pick } from "../../workers/lib/rendezvous/pick.ts";
import { makeRequests, type RequestsOptions, SHARDS, TENANT_IDS } from "./worker/make-events.ts";
import { WRITERS, type WriterName } from "./worker/writers.ts";

type Bound = Readonly<Record<string, D1Database>>;

/** What a consumer gets at most (/queues/platform/limits/, 2026-09-17). */
const BATCH = 100;

const PARTITIONS = ["events_2026_11", "events_2026_10", "events_2026_09"].map(parsePartition).filter((partition) => partition !== null);

/** A queue's answer. */
const SENT = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };

/** Batches that wait to be written: made ahead, so that only the writing is timed. */
const waiting = new Map<string, ReturnType<(typeof WRITERS)[WriterName]["toWrite"]>[]>();

const isWriter = (name: string | null): name is WriterName => name !== null && Object.hasOwn(WRITERS, name);

function findShard(env: Bound, shard: string): D1Database {
	const database = env[shard];
	if (!database) throw new Error(`no shard ${shard}`);
	return database;
}

async function open(env: Bound): Promise<null> {
	for (let index = 0; index < SHARDS; index += 1) {
		const database = findShard(env, `pool-weur-${index}`);
		await makePartitions(database, PARTITIONS);
		await database
			.prepare("INSERT INTO open_tenants (tenant, epoch) SELECT value, 1 FROM json_each(?1)")
			.bind(JSON.stringify(TENANT_IDS))
			.run();
	}
	return null;
}

/** Batches as they come, of each lane in its turn. */
function toDelivered(lanes: readonly (readonly string[])[]): string[][] {
	const longest = Math.max(...lanes.map(({ length }) => length));
	const starts = Array.from({ length: Math.ceil(longest / BATCH) }, (_, index) => index * BATCH);
	return starts.flatMap((start) => lanes.map((bodies) => bodies.slice(start, start + BATCH)).filter(({ length }) => length > 0));
}

/** The operations of a round's messages, each on the lane of its shard, whoever writes them: each is written, read and deleted. */
async function makeBatches(writer: WriterName, lanes: number, options: Omit<RequestsOptions, "partitions">) {
	const { toBodies, toWrite, isFloor = false } = WRITERS[writer];
	const requests = makeRequests({ ...options, partitions: PARTITIONS });
	const names = Array.from({ length: lanes }, (_, lane) => String(lane));
	const byLane = [...Map.groupBy(requests, ([first]) => pick(names, first?.shard ?? "")).values()];
	const bodies = byLane.map((own) => own.flatMap(toBodies));
	waiting.set(writer, toDelivered(bodies).map(toWrite));
	const meter = makeMeter();
	const queue = meter.queue<Pick<Queue, "sendBatch">>({ sendBatch: async () => SENT });
	const sent = isFloor ? [] : bodies.flat().map((body) => ({ body }));
	await queue.sendBatch(sent);
	meter.delivered(sent);
	return { requests: requests.length, messages: sent.length, queueOperations: meter.counts().queueOperations };
}

async function writeBatches(env: Bound, writer: WriterName) {
	const meter = makeMeter();
	const shards = new Map(Object.keys(env).map((shard) => [shard, meter.d1(findShard(env, shard))]));
	for (const write of waiting.get(writer) ?? []) await write((shard) => shards.get(shard) ?? findShard(env, shard));
	return meter.counts();
}

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async fetch(request, env) {
		const { pathname, searchParams } = new URL(request.url);
		if (pathname === "/open") return Response.json(await open(env));
		const writer = searchParams.get("writer");
		if (!isWriter(writer)) return new Response(`no writer ${writer}`, { status: 404 });
		if (pathname === "/write") return Response.json(await writeBatches(env, writer));
		const [count, before, lanes] = ["events", "before", "lanes"].map((name) => Number(searchParams.get(name)));
		return Response.json(
			await makeBatches(writer, lanes ?? 1, { round: searchParams.get("round") ?? "", count: count ?? 0, before: before ?? 0 }),
		);
	},
} satisfies ExportedHandler<Bound>;
