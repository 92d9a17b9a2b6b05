import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { makePurgeBucket } from "../../../../workers/lib/invalidation/purge-bucket.ts";
import { makeAccountRate, type PurgeRate } from "../../../../workers/lib/invalidation/purge-rate.ts";
import { type PurgeEvent, purgeTags, type WorkersCache } from "../../../../workers/lib/invalidation/purge-tags.ts";
import { makeClock } from "../cache/clock.ts";

const names = (count: number, prefix = "t") => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** One isolate of an account whose purges it counts. */
function start(options: { cache?: WorkersCache | undefined; rate?: PurgeRate } = {}) {
	const purged: string[][] = [];
	const events: PurgeEvent[] = [];
	const working: WorkersCache = {
		purge: async ({ tags }) => {
			purged.push(tags);
			return { success: true };
		},
	};
	const bucket = makePurgeBucket();
	const cache = "cache" in options ? options.cache : working;
	const rate = options.rate ?? (async () => true);
	const purge = (tags: readonly string[]) => purgeTags({ cache, bucket, rate, onEvent: (event) => void events.push(event) }, tags);
	return { purged, events, bucket, purge };
}

it("purges a hundred tags in a call, each once", async () => {
	const { purge, purged } = start();
	await purge([...names(250), ...names(250)]);
	expect(purged.map((tags) => tags.length)).toEqual([100, 100, 50]);
});

type Limiter = Parameters<typeof makeAccountRate>[0];

/** An exact window over a clock of the test's own. */
function windowOf(clock: { readonly now: () => number }): Limiter {
	const taken: number[] = [];
	return {
		take: async (limit, periodSeconds) => {
			const allowed = taken.filter((at) => at > clock.now() - periodSeconds * 1_000).length < limit;
			if (allowed) taken.push(clock.now());
			return { allowed };
		},
	};
}

const clock = makeClock();
const ADAPTERS: Readonly<Record<string, () => Limiter>> = {
	"plain objects": () => windowOf(clock),
	"a Durable Object in workerd": () => env.RATE_LIMITER.getByName("workers-cache-purges"),
};

describe.for(Object.entries(ADAPTERS))("the rate, by %s,", ([, makeLimiter]) => {
	it("is one for all isolates, and what it doesn't allow waits", async () => {
		const limiter = makeLimiter();
		const isolates = [1, 2, 3].map(() => start({ rate: makeAccountRate(limiter) }));
		for (const [index, { purge }] of isolates.entries()) for (let i = 0; i < 4; i += 1) await purge([`t${index}-${i}`]);
		expect(isolates.flatMap(({ purged }) => purged)).toHaveLength(5);
		expect(isolates.reduce((sum, { bucket }) => sum + bucket.waiting, 0)).toBe(7);
		expect(isolates[2]?.events.at(-1)).toEqual({ kind: "deferred", tags: 4 });
	});
});

it("purges what waited in one call, once a minute is over", async () => {
	const rate = makeAccountRate(windowOf(clock));
	const { purge, purged, bucket } = start({ rate });
	await clock.advance(60_000);
	for (let i = 0; i < 40; i += 1) await purge([`t${i}`]);
	expect([purged.length, bucket.waiting]).toEqual([5, 35]);
	await clock.advance(60_000);
	await purge(["last"]);
	expect([purged.length, purged.at(-1)?.length, bucket.waiting]).toEqual([6, 36, 0]);
});

it("costs no request where there is no Workers Cache, as in the local runtime", async () => {
	const { purge, events } = start({ cache: createExecutionContext().cache });
	await purge(["a"]);
	expect(events).toEqual([{ kind: "absent" }]);
});

const down = () => Promise.reject(new Error("down"));

it.for([
	["throws", { cache: { purge: down } }],
	["is refused", { cache: { purge: async () => ({ success: false }) } }],
	["can't be counted", { rate: down }],
] as const)("keeps the tags of a purge that %s for the next one", async ([, options]) => {
	const { purge, bucket, events, purged } = start(options);
	await purge(["a", "b"]);
	expect([bucket.waiting, events.map(({ kind }) => kind), purged]).toEqual([2, ["purge-failed", "deferred"], []]);
});
