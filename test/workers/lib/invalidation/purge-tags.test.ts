import { createExecutionContext } from "cloudflare:test";
import { expect, it } from "vitest";
import { makePurgeBucket } from "../../../../workers/lib/invalidation/purge-bucket.ts";
import { type PurgeEvent, purgeTags, type WorkersCache } from "../../../../workers/lib/invalidation/purge-tags.ts";
import { makeClock } from "../cache/clock.ts";

const names = (count: number, prefix = "t") => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

function start(options: { cache?: WorkersCache | undefined } = {}) {
	const clock = makeClock();
	const purged: string[][] = [];
	const events: PurgeEvent[] = [];
	const cache: WorkersCache = {
		purge: async ({ tags }) => {
			purged.push(tags);
			return { success: true };
		},
	};
	const bucket = makePurgeBucket(clock.now);
	const purge = (tags: readonly string[]) =>
		purgeTags({ cache: "cache" in options ? options.cache : cache, bucket, onEvent: (event) => void events.push(event) }, tags);
	return { clock, purged, events, bucket, purge };
}

it("purges a hundred tags in a call, each once", async () => {
	const { purge, purged } = start();
	await purge([...names(250), ...names(250)]);
	expect(purged.map((tags) => tags.length)).toEqual([100, 100, 50]);
});

it("purges no more than 25 times at once and 5 times a minute, and nothing is forgotten", async () => {
	const { purge, purged, bucket, clock, events } = start();
	for (let i = 0; i < 40; i++) await purge([`t${i}`]);
	expect([purged.length, bucket.waiting]).toEqual([25, 15]);
	expect(events.at(-1)).toEqual({ kind: "deferred", tags: 15 });
	await clock.advance(12_000);
	await purge(["last"]);
	expect([purged.length, bucket.waiting]).toEqual([26, 0]);
	for (let minute = 0; minute < 10; minute++) {
		await clock.advance(60_000);
		for (let i = 0; i < 10; i++) await purge([`m${minute}-${i}`]);
	}
	expect(purged.length).toBeLessThanOrEqual(26 + 50);
});

it("fills no bucket when the clock is set back", async () => {
	const { purge, purged, clock } = start();
	for (let i = 0; i < 25; i++) await purge([`t${i}`]);
	clock.jump(-3_600_000);
	await purge(["x"]);
	expect(purged.length).toBe(25);
});

it("costs no request where there is no Workers Cache, as in the local runtime", async () => {
	const { purge, events } = start({ cache: createExecutionContext().cache });
	await purge(["a"]);
	expect(events).toEqual([{ kind: "absent" }]);
});

it.for([
	["throws", () => Promise.reject(new Error("down"))],
	["is refused", async () => ({ success: false })],
] as const)("keeps the tags of a purge that %s for the next one", async ([, purge]) => {
	const { purge: run, bucket, events } = start({ cache: { purge } });
	await run(["a", "b"]);
	expect([bucket.waiting, events.map(({ kind }) => kind)]).toEqual([2, ["purge-failed", "deferred"]]);
});
