import { DurableObject } from "cloudflare:workers";
import { mapBounded } from "../../workers/lib/concurrency/map-bounded.ts";
import { makeSlidingWindow } from "../../workers/lib/rate-limit/make-sliding-window.ts";
import { makeSqlWindow } from "../../workers/lib/rate-limit/sql-window.ts";

interface Bound {
	readonly OURS: DurableObjectNamespace<Ours>;
	readonly WHOLE_MAP: DurableObjectNamespace<WholeMap>;
}

const IN_FLIGHT = 50;

/** One object a key, as deployed. */
export class Ours extends DurableObject {
	readonly #window = makeSlidingWindow(makeSqlWindow(this.ctx.storage.sql));

	async take(_: string, limit: number, periodMs: number, now: number) {
		return this.#window.take({ limit, periodMs, now }).allowed;
	}
}

/** As published limiters do it: all keys in one map, a count for each that begins anew with its window, stored whole with each request. */
export class WholeMap extends DurableObject {
	#windows: Map<string, { startedAt: number; count: number }> | undefined;

	async take(key: string, limit: number, periodMs: number, now: number) {
		this.#windows ??= (await this.ctx.storage.get("windows")) ?? new Map();
		const held = this.#windows.get(key);
		const startedAt = now - (now % periodMs);
		const window = held?.startedAt === startedAt ? held : { startedAt, count: 0 };
		const allowed = window.count < limit;
		this.#windows.set(key, { startedAt, count: window.count + (allowed ? 1 : 0) });
		await this.ctx.storage.put("windows", this.#windows);
		return allowed;
	}
}

interface Trace {
	readonly name: string;
	readonly limit: number;
	readonly periodMs: number;
	/** When each key asks, in the order of time. */
	readonly keys: Readonly<Record<string, readonly number[]>>;
}

type Take = (key: string, limit: number, periodMs: number, now: number) => Promise<boolean>;

/** Keys side by side, each key's requests in their order: decisions can then be compared one by one. */
async function decide({ limit, periodMs, keys }: Trace, toTake: (key: string) => Take) {
	const decided = await mapBounded(
		Object.entries(keys),
		async ([key, times]) => {
			const take = toTake(key);
			const answers: boolean[] = [];
			for (const now of times) answers.push(await take(key, limit, periodMs, now));
			return [key, answers] as const;
		},
		IN_FLIGHT,
	);
	return Object.fromEntries(decided);
}

const CONTENDERS: Readonly<Record<string, (env: Bound, name: string) => (key: string) => Take>> = {
	ours: ({ OURS }, name) => {
		return (key) => {
			const object = OURS.getByName(`${name} ${key}`);
			return (...values) => object.take(...values);
		};
	},
	wholeMap: ({ WHOLE_MAP }, name) => {
		const object = WHOLE_MAP.getByName(name);
		return () =>
			(...values) =>
				object.take(...values);
	},
};

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async fetch(request, env) {
		const start = CONTENDERS[new URL(request.url).pathname.slice(1)];
		if (!start) return new Response(`no limiter ${request.url}`, { status: 404 });
		const trace = await request.json<Trace>();
		return Response.json(await decide(trace, start(env, trace.name)));
	},
} satisfies ExportedHandler<Bound>;
