import { DurableObject } from "cloudflare:workers";
import { mapBounded } from "../../workers/lib/concurrency/map-bounded.ts";
import { sleep } from "../../workers/lib/concurrency/sleep.ts";
import { type CounterBatch, type CounterShardId, toShardName } from "../../workers/lib/counter/counter-object.ts";
import { makeCounterState } from "../../workers/lib/counter/counter-state.ts";
import { makeCounter } from "../../workers/lib/counter/make-counter.ts";
import { makeCounterShard } from "../../workers/lib/counter/make-counter-shard.ts";
import { makeSqlCounterStore } from "../../workers/lib/counter/sql-counter-store.ts";
import { makeMeter } from "../../workers/lib/meter/make-meter.ts";
import { toDay } from "../../workers/lib/time/day.ts";

interface Bound {
	readonly COUNTS: DurableObjectNamespace<Counts>;
	readonly KV: KVNamespace;
}

const ISOLATES = 8;
const SHARDS = 4;
/** Requests of an isolate in one window. */
const WINDOW = 100;

/** Our counter's core, which says what rows it wrote: no binding shows those. */
export class Counts extends DurableObject {
	#rowsWritten = 0;
	readonly #shard = makeCounterShard(makeSqlCounterStore({ exec: (query, ...values) => this.#exec(query, ...values) }), Date.now);

	#exec<T extends Record<string, SqlStorageValue>>(query: string, ...values: unknown[]): SqlStorageCursor<T> {
		const cursor = this.ctx.storage.sql.exec<T>(query, ...values);
		this.#rowsWritten += cursor.rowsWritten;
		return cursor;
	}

	async add(_: CounterShardId, batch: CounterBatch) {
		this.#shard.add(batch);
		return this.#shard.sums(toDay(Date.now()));
	}

	async read() {
		const { days } = this.#shard.read();
		return { total: Object.values(days).reduce((sum, { requests = 0 }) => sum + requests, 0), rowsWritten: this.#rowsWritten };
	}
}

/** Increments of as many isolates at once; each gathers what a window's requests add, or nothing. */
async function count(env: Bound, name: string, increments: number, window: number) {
	const meter = makeMeter();
	const namespace = meter.object<Pick<DurableObjectNamespace<Counts>, "getByName">>(env.COUNTS);
	const toObject = (shard: number) => namespace.getByName(toShardName(name, shard));
	await Promise.all(Array.from({ length: ISOLATES }, (_, isolate) => countIn(isolate, increments / ISOLATES)));
	const shards = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => env.COUNTS.getByName(toShardName(name, shard)).read()));
	const { objectRequests, kvReads, kvWrites } = meter.counts();
	const objectRowsWritten = shards.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
	return { total: shards.reduce((sum, { total }) => sum + total, 0), counts: { objectRequests, objectRowsWritten, kvReads, kvWrites } };

	async function countIn(isolate: number, requests: number) {
		const sent: Promise<void>[] = [];
		const state = makeCounterState();
		const options = {
			state,
			name,
			location: "",
			shards: SHARDS,
			toObject,
			now: Date.now,
			sleep,
			random: () => (isolate % SHARDS) / SHARDS,
		};
		const counter = makeCounter({
			...options,
			gatherMs: window > 1 ? 1 : 0,
			makeId: () => `${name}-${isolate}`,
			waitUntil: (promise) => void sent.push(promise),
			onError: (what, error) => {
				throw new Error(what, { cause: error });
			},
		});
		for (let request = 0; request < requests; request += 1) {
			counter.add({ requests: 1 });
			if (request % window === window - 1) await Promise.all(sent.splice(0));
		}
		await Promise.all(sent);
	}
}

/** As published counters do it: read, add one, write. */
async function countInKv(env: Bound, name: string, increments: number) {
	const meter = makeMeter();
	const kv = meter.kv<Pick<KVNamespace, "get" | "put">>(env.KV);
	await mapBounded(
		Array.from({ length: increments }),
		async () => {
			const before = Number(await kv.get(name));
			await kv.put(name, String(before + 1));
		},
		64,
	);
	const { kvReads, kvWrites } = meter.counts();
	return { total: Number(await env.KV.get(name)), counts: { objectRequests: 0, objectRowsWritten: 0, kvReads, kvWrites } };
}

const CONTENDERS: Readonly<Record<string, (env: Bound, name: string, increments: number) => Promise<unknown>>> = {
	ours: (env, name, increments) => count(env, name, increments, WINDOW),
	oursUngathered: (env, name, increments) => count(env, name, increments, 1),
	kv: countInKv,
};

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async fetch(request, env) {
		const { pathname, searchParams } = new URL(request.url);
		const run = CONTENDERS[pathname.slice(1)];
		if (!run) return new Response(`no counter ${pathname}`, { status: 404 });
		return Response.json(await run(env, searchParams.get("name") ?? "", Number(searchParams.get("increments"))));
	},
} satisfies ExportedHandler<Bound>;
