import fc from "fast-check";
import { expect, it } from "vitest";
import { makeMemoryCache } from "../../../../workers/lib/memory-cache/memory-cache.ts";

interface Entry {
	readonly key: string;
	readonly value: number;
	readonly until: number;
}

/** A list in order of use, newest last: slow, and plainly what the cache promises. */
function makeModel(now: () => number) {
	let entries: Entry[] = [];
	const drop = (key: string) => {
		entries = entries.filter((entry) => entry.key !== key);
	};
	return {
		get(key: string) {
			const entry = entries.find((candidate) => candidate.key === key);
			drop(key);
			if (!entry || entry.until <= now()) return undefined;
			entries.push(entry);
			return entry.value;
		},
		set(key: string, value: number, { seconds, capacity }: { seconds: number; capacity: number }) {
			drop(key);
			if (seconds > 0 && capacity > 0) entries = [...entries, { key, value, until: now() + seconds * 1000 }].slice(-capacity);
		},
		delete: drop,
		size: () => entries.length,
	};
}

const key = fc.constantFrom("a", "b", "c", "d", "e", "f");
const step = fc.oneof(
	fc.record({ kind: fc.constant("get"), key }),
	fc.record({ kind: fc.constant("set"), key, value: fc.nat(), seconds: fc.nat(5) }),
	fc.record({ kind: fc.constant("delete"), key }),
	fc.record({ kind: fc.constant("wait"), ms: fc.nat(3000) }),
);

it("does what a naive list in order of use does", () => {
	fc.assert(
		fc.property(fc.nat(4), fc.array(step, { maxLength: 200 }), (capacity, steps) => {
			let now = 0;
			const cache = makeMemoryCache<number>(() => now);
			const model = makeModel(() => now);
			for (const step of steps) {
				if ("ms" in step) now += step.ms;
				else if ("value" in step) for (const each of [cache, model]) each.set(step.key, step.value, { seconds: step.seconds, capacity });
				else if (step.kind === "delete") for (const each of [cache, model]) each.delete(step.key);
				else expect(cache.get(step.key)).toBe(model.get(step.key));
				expect(cache.size).toBe(model.size());
				expect(cache.size).toBeLessThanOrEqual(capacity);
			}
		}),
		{ numRuns: 500 },
	);
});

it("shrinks to a smaller capacity with the next value", () => {
	const cache = makeMemoryCache<number>(() => 0);
	for (const name of ["a", "b", "c"]) cache.set(name, 1, { seconds: 1, capacity: 3 });
	cache.set("d", 1, { seconds: 1, capacity: 2 });
	expect([cache.size, cache.get("c"), cache.get("d")]).toEqual([2, 1, 1]);
});
