import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { makeSlidingWindow } from "../../../workers/lib/rate-limit/make-sliding-window.ts";
import { makeSqlWindow } from "../../../workers/lib/rate-limit/sql-window.ts";

/** The law itself: every allowed take is remembered, and counted while it is in the window. */
function makeReference(limit: number, periodMs: number) {
	const allowed: number[] = [];
	return (now: number) => {
		if (allowed.filter((at) => at > now - periodMs).length >= limit) return false;
		allowed.push(now);
		return true;
	};
}

const steps = fc.array(fc.nat(400), { maxLength: 120 });

it("allows exactly what a window that remembers everything allows, also across restarts", async () => {
	let run = 0;
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 1000 }), steps, (limit, periodMs, gaps) => {
			run += 1;
			return runInDurableObject(env.RATE_LIMITER.getByName(`reference-${run}`), (_, { storage }) => {
				const reference = makeReference(limit, periodMs);
				let window = makeSlidingWindow(makeSqlWindow(storage.sql));
				let now = 1_000_000;
				for (const [index, gap] of gaps.entries()) {
					if (index % 10 === 9) window = makeSlidingWindow(makeSqlWindow(storage.sql));
					now += gap;
					expect(window.take({ limit, periodMs, now }).allowed).toBe(reference(now));
				}
			});
		}),
		{ numRuns: 60 },
	);
});

it("says after how long the next take is allowed, to the millisecond", async () => {
	await runInDurableObject(env.RATE_LIMITER.getByName("missing"), (_, { storage }) => {
		const window = makeSlidingWindow(makeSqlWindow(storage.sql));
		const take = (now: number) => window.take({ limit: 2, periodMs: 1000, now }).retryAfterMs;
		expect([take(0), take(400), take(900)]).toEqual([0, 0, 100]);
		expect([take(999), take(1000), take(1001)]).toEqual([1, 0, 399]);
	});
});

it("holds no more rows than the limit", async () => {
	await runInDurableObject(env.RATE_LIMITER.getByName("rows"), (_, { storage }) => {
		const window = makeSlidingWindow(makeSqlWindow(storage.sql));
		for (let now = 0; now < 500; now++) window.take({ limit: 5, periodMs: 3, now });
		expect(storage.sql.exec("SELECT count(*) AS rows FROM takes").one()).toEqual({ rows: 5 });
	});
});

it.for([
	{ from: 5, to: 2 },
	{ from: 2, to: 5 },
])("keeps the newest takes when its limit goes from $from to $to", async ({ from, to }) => {
	await runInDurableObject(env.RATE_LIMITER.getByName(`resize-${from}-${to}`), (_, { storage }) => {
		const window = makeSlidingWindow(makeSqlWindow(storage.sql));
		for (let now = 0; now < from; now++) expect(window.take({ limit: from, periodMs: 1000, now }).retryAfterMs).toBe(0);
		const free = Math.max(to - from, 0);
		for (let now = 10; now < 10 + free; now++) expect(window.take({ limit: to, periodMs: 1000, now }).retryAfterMs).toBe(0);
		const oldest = Math.max(from - to, 0);
		expect(window.take({ limit: to, periodMs: 1000, now: 100 }).retryAfterMs).toBe(oldest + 1000 - 100);
	});
});

it("doesn't shrink its window when the clock is set back", async () => {
	await runInDurableObject(env.RATE_LIMITER.getByName("clock"), (_, { storage }) => {
		const window = makeSlidingWindow(makeSqlWindow(storage.sql));
		expect(window.take({ limit: 1, periodMs: 100, now: 1000 }).retryAfterMs).toBe(0);
		expect(window.take({ limit: 1, periodMs: 100, now: 500 }).retryAfterMs).toBe(100);
		expect(window.take({ limit: 1, periodMs: 100, now: 1100 }).retryAfterMs).toBe(0);
	});
});

it("allows exactly the limit of many concurrent takes, and remembers them when it is evicted", async () => {
	const limiter = env.RATE_LIMITER.getByName("rpc");
	const taken = await Promise.all(Array.from({ length: 100 }, () => limiter.take(30, 60)));
	expect(taken.filter(({ allowed }) => allowed)).toHaveLength(30);
	await evictDurableObject(limiter);
	const refused = await limiter.take(30, 60);
	expect(refused).toMatchObject({ allowed: false, remaining: 0 });
	expect(refused.retryAfterMs).toBeGreaterThan(50_000);
});
