import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeMemoryCache } from "../../../../workers/lib/memory-cache/memory-cache.ts";
import type { RateLimiterObject } from "../../../../workers/lib/rate-limit/limiter-object.ts";
import { makeSlidingWindow } from "../../../../workers/lib/rate-limit/make-sliding-window.ts";
import { toRateLimitHeaders } from "../../../../workers/lib/rate-limit/rate-limit-headers.ts";
import { type RateLimiterOptions, takeRate } from "../../../../workers/lib/rate-limit/take-rate.ts";
import { makeMemoryWindow } from "../../../../workers/lib/rate-limit/window-store.ts";

const LOCAL = { name: "requests", limit: 100, windowSeconds: 10 };
const EXACT = { name: "writes", limit: 3, windowSeconds: 60 };
const down = (): never => {
	throw new Error("it is down");
};

function toMemoryLimiter(now: () => number): RateLimiterObject {
	const window = makeSlidingWindow(makeMemoryWindow());
	return { take: async (limit, seconds) => window.take({ limit, periodMs: seconds * 1_000, now: now() }) };
}

let names = 0;
const ADAPTERS: Readonly<Record<string, (now: () => number) => RateLimiterObject>> = {
	"in memory": toMemoryLimiter,
	"in workerd": () => env.RATE_LIMITER.getByName(`limited-${names++}`),
};

function start(object: () => RateLimiterObject, changed: Partial<RateLimiterOptions> = {}) {
	const errors: unknown[] = [];
	const options: RateLimiterOptions = {
		key: "acme",
		local: { binding: { limit: async () => ({ success: true }) }, quota: LOCAL },
		exact: { object, quota: EXACT },
		refused: makeMemoryCache<number>(Date.now),
		whenUnreachable: "open",
		now: Date.now,
		sleep: () => new Promise(() => undefined),
		onError: (error) => void errors.push(error),
		...changed,
	};
	return { take: () => takeRate(options), errors };
}

describe.for(Object.entries(ADAPTERS))("the limiter %s", ([, make]) => {
	it("lets through exactly the limit of many at once, and says what is left", async () => {
		const object = make(Date.now);
		const { take } = start(() => object);
		const taken = await Promise.all(Array.from({ length: 12 }, take));
		expect(taken.filter(({ kind }) => kind === "allowed")).toHaveLength(3);
		const left = taken.flatMap(({ quotas }) => quotas.filter(({ name }) => name === "writes").map(({ remaining }) => remaining));
		expect(left.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
		expect(await take()).toMatchObject({ kind: "refused", by: EXACT, retryAfterSeconds: expect.closeTo(60, -1) });
	});
});

it("asks no object while the cheap tier refuses, and none for a tenant that it just refused", async () => {
	let calls = 0;
	const inner = toMemoryLimiter(Date.now);
	const object: RateLimiterObject = {
		take(...values) {
			calls += 1;
			return inner.take(...values);
		},
	};
	const flooded = start(() => object, { local: { binding: { limit: async () => ({ success: false }) }, quota: LOCAL } });
	expect(await flooded.take()).toMatchObject({ kind: "refused", by: LOCAL, retryAfterSeconds: 10 });
	expect(calls).toBe(0);
	const { take } = start(() => object);
	for (let index = 0; index < 20; index += 1) await take();
	expect(calls).toBe(4);
});

it("asks again once the moment has come that the object named", async () => {
	let now = 1_000_000;
	const object = toMemoryLimiter(() => now);
	const { take } = start(() => object, { now: () => now, refused: makeMemoryCache<number>(() => now) });
	for (let index = 0; index < 5; index += 1) await take();
	now += 59_999;
	expect((await take()).kind).toBe("refused");
	now += 1;
	expect((await take()).kind).toBe("allowed");
});

it.for([
	["open", "allowed"],
	["closed", "unreachable"],
] as const)("fails %s where the object is down or silent", async ([whenUnreachable, kind]) => {
	const broken = start(down, { whenUnreachable });
	expect((await broken.take()).kind).toBe(kind);
	const silent = start(() => ({ take: () => new Promise(() => undefined) }), { whenUnreachable, sleep: async () => undefined });
	expect((await silent.take()).kind).toBe(kind);
	expect([broken.errors.length, silent.errors.length]).toEqual([1, 1]);
});

it("counts what is left and when more is, as a window that remembers everything does", () => {
	const gaps = fc.array(fc.nat(40), { maxLength: 80 });
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 100 }), gaps, (limit, periodMs, steps) => {
			const window = makeSlidingWindow(makeMemoryWindow());
			const allowed: number[] = [];
			let now = 1_000_000;
			for (const gap of steps) {
				now += gap;
				const inWindow = () => allowed.filter((at) => at > now - periodMs);
				const isAllowed = inWindow().length < limit;
				if (isAllowed) allowed.push(now);
				const resetMs = (inWindow()[0] ?? now - periodMs) + periodMs - now;
				const expected = { allowed: isAllowed, remaining: limit - inWindow().length, resetMs, retryAfterMs: isAllowed ? 0 : resetMs };
				expect(window.take({ limit, periodMs, now })).toEqual(expected);
			}
		}),
	);
});

it("writes the fields of the draft, and the older ones for the limit with the least left", () => {
	const headers = toRateLimitHeaders([
		{ ...LOCAL, remaining: null, resetSeconds: 10 },
		{ ...EXACT, remaining: 2, resetSeconds: 41 },
	]);
	expect(headers).toEqual({
		"ratelimit-policy": '"requests";q=100;w=10, "writes";q=3;w=60',
		ratelimit: '"writes";r=2;t=41',
		"x-ratelimit-limit": "3",
		"x-ratelimit-remaining": "2",
		"x-ratelimit-reset": "41",
	});
	expect(toRateLimitHeaders([{ ...LOCAL, remaining: null, resetSeconds: 10 }])).toEqual({ "ratelimit-policy": '"requests";q=100;w=10' });
});
