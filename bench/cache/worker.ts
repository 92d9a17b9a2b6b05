import * as z from "zod";
import { makeMeter } from "../../workers/lib/meter/make-meter.ts";
import { makeRandom } from "../random.ts";
import { CONTENDERS } from "./worker/contenders.ts";
import { makeOrigin } from "./worker/origin.ts";
import { startVirtualClock } from "./worker/virtual-clock.ts";
import { makeVirtualKv } from "./worker/virtual-kv.ts";

interface Bound {
	readonly CACHE: KVNamespace;
	readonly ORIGIN: D1Database;
}

const replaySchema = z.object({
	contender: z.enum(["ours", "plain", "cachified", "unstorage"]),
	/** Apart from what other rounds left. */
	round: z.string(),
	keys: z.array(z.string()),
	requestsPerSecond: z.number(),
	boundSeconds: z.number(),
	isolates: z.int(),
	seed: z.int(),
});

const DOCUMENT = "x".repeat(1_000);
const FILL = "INSERT OR REPLACE INTO documents (key, body) SELECT value, ?2 FROM json_each(?1)";

async function fill(database: D1Database, keys: readonly string[]): Promise<void> {
	await database.prepare("CREATE TABLE IF NOT EXISTS documents (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID").run();
	for (let at = 0; at < keys.length; at += 1_000) {
		await database
			.prepare(FILL)
			.bind(JSON.stringify(keys.slice(at, at + 1_000)), DOCUMENT)
			.run();
	}
}

async function replay({ CACHE, ORIGIN }: Bound, request: z.infer<typeof replaySchema>): Promise<unknown> {
	const clock = startVirtualClock();
	const startedAt = clock.now();
	const meter = makeMeter();
	const origin = makeOrigin(meter.d1(ORIGIN), clock.now);
	const behind: Promise<unknown>[] = [];
	const answer = CONTENDERS[request.contender]({
		...request,
		kv: makeVirtualKv(meter.kv(CACHE), clock.now),
		cache: meter.cache(await caches.open(request.round)),
		origin,
		now: clock.now,
		random: makeRandom(request.seed),
		waitUntil: (promise) => void behind.push(promise),
	});
	const milliseconds: number[] = [];
	let oldestMs = 0;
	// Each at some moment of its own share of the time: on a grid, many would come in the very millisecond in which an entry ends.
	const moment = makeRandom(request.seed + 1);
	for (const [index, key] of request.keys.entries()) {
		const at = startedAt + ((index + moment()) * 1_000) / request.requestsPerSecond;
		clock.begin(at);
		const document = await answer(`${request.round}:${key}`.slice(0, 500));
		oldestMs = Math.max(oldestMs, clock.now() - document.at);
		milliseconds.push(clock.now() - at);
		await Promise.all(behind.splice(0));
	}
	return { counts: meter.counts(), originCalls: origin.seen.calls, originMs: origin.seen.ms, oldestMs, milliseconds };
}

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async fetch(request, env) {
		const { pathname } = new URL(request.url);
		const body: unknown = await request.json();
		if (pathname === "/replay") return Response.json(await replay(env, replaySchema.parse(body)));
		await fill(env.ORIGIN, z.array(z.string()).parse(body));
		return new Response("filled");
	},
} satisfies ExportedHandler<Bound>;
