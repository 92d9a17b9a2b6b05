import type { D1Database, KVNamespace } from "@cloudflare/workers-types";
import { toBilledHeader } from "../../workers/lib/meter/billed-header.ts";
import { makeMeter } from "../../workers/lib/meter/make-meter.ts";

interface Bound {
	readonly CACHE: KVNamespace;
	readonly DATABASE: D1Database;
}

const BINDINGS = { CACHE: { type: "kv_namespace", kv: "cache" }, DATABASE: { type: "d1", d1: "database" } } as const;

/** A request as `app` answers many: a cache that misses, a batch of two statements in a session. */
async function answer({ CACHE, DATABASE }: Bound): Promise<number> {
	await CACHE.get("absent");
	const session = DATABASE.withSession("first-unconstrained");
	const read = session.prepare("SELECT value FROM json_each(?1)");
	const results = await session.batch([read.bind("[1]"), read.bind("[1,2]")]);
	return results.length;
}

async function answerMetered(env: Bound): Promise<number> {
	const meter = makeMeter();
	const results = await answer(meter.env(env, BINDINGS));
	toBilledHeader(meter.counts());
	return results;
}

/** Bindings that answer at once, so that the meter's own time is all there is to see. */
const statement = { bind: () => statement };
const RESULT = { results: [], meta: { rows_read: 1, rows_written: 0 } };
const session = { prepare: () => statement, batch: async () => [RESULT, RESULT] };
const instant = { CACHE: { get: async () => null }, DATABASE: { withSession: () => session } };

async function answerInstant(env: typeof instant): Promise<number> {
	await env.CACHE.get();
	const on = env.DATABASE.withSession();
	const results = await on.batch.apply(on, []);
	on.prepare().bind();
	on.prepare().bind();
	return results.length;
}

async function answerInstantMetered(): Promise<number> {
	const meter = makeMeter();
	const results = await answerInstant(meter.env(instant, BINDINGS));
	toBilledHeader(meter.counts());
	return results;
}

const CASES: Readonly<Record<string, (env: Bound) => Promise<number>>> = {
	bare: answer,
	metered: answerMetered,
	bareInstant: () => answerInstant(instant),
	meteredInstant: answerInstantMetered,
};

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async fetch(request, env) {
		const { pathname, searchParams } = new URL(request.url);
		const run = CASES[pathname.slice(1)];
		if (!run) return new Response(`no case ${pathname}`, { status: 404 });
		for (let left = Number(searchParams.get("times")); left > 0; left -= 1) await run(env);
		return new Response("done");
	},
} satisfies ExportedHandler<Bound>;
