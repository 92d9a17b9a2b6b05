import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { makePolicy } from "../../../../workers/lib/cache/cache-policy.ts";
import { type CacheTagsObject, makeGenerations } from "../../../../workers/lib/invalidation/generations.ts";
import { makeMemoryCache } from "../../../../workers/lib/memory-cache/memory-cache.ts";
import { makeWorld, Origin } from "../cache/cache-world.ts";
import { makeClock } from "../cache/clock.ts";

function mapTags(): CacheTagsObject {
	const generations = new Map<string, number>();
	return {
		read: async (tags) => Object.fromEntries(tags.map((tag) => [tag, generations.get(tag) ?? 0])),
		async raise(tag) {
			generations.set(tag, (generations.get(tag) ?? 0) + 1);
			return generations.get(tag) ?? 0;
		},
	};
}

const ADAPTERS: Readonly<Record<string, (name: string) => CacheTagsObject>> = {
	"plain objects": mapTags,
	"a Durable Object in workerd": (name) => env.CACHE_TAGS.getByName(name),
};

describe.for(Object.entries(ADAPTERS))("tags in %s", ([, makeTags]) => {
	const clock = makeClock();
	const isolate = (tags: CacheTagsObject, seconds = 5, owner = "demo") => {
		const calls: string[] = [];
		const counted: CacheTagsObject = {
			async read(wanted) {
				calls.push("read");
				return tags.read(wanted);
			},
			async raise(tag) {
				calls.push("raise");
				return tags.raise(tag);
			},
		};
		return { calls, generations: makeGenerations({ tags: counted, memory: makeMemoryCache<number>(clock.now), owner, seconds }) };
	};

	it("makes ten thousand entries worthless with one write and no list of them", async () => {
		const { calls, generations } = isolate(makeTags("many"));
		const { cache } = makeWorld({ readGenerations: generations.read, memoryBounds: { bytes: 1e9, entries: 1e5 } }, clock);
		const origin = new Origin(clock);
		const policy = makePolicy({ freshSeconds: 60, jitter: 0, earlyRefresh: 0, tags: ["menu"] });
		const readAll = async () => {
			for (let i = 0; i < 10_000; i++) await cache.cached(`k${i}`, origin.load, policy);
		};
		await readAll();
		await readAll();
		expect([origin.calls, calls]).toEqual([10_000, ["read"]]);
		await generations.invalidate("menu");
		await readAll();
		expect([origin.calls, calls]).toEqual([20_000, ["read", "raise"]]);
	});

	it("is seen at once where it was made, and elsewhere within its seconds", async () => {
		const tags = makeTags("seen");
		const [one, two] = [isolate(tags), isolate(tags)];
		expect([await one.generations.read(["a"]), await two.generations.read(["a"])]).toEqual([{ a: 0 }, { a: 0 }]);
		await one.generations.invalidate("a");
		expect([await one.generations.read(["a"]), await two.generations.read(["a"])]).toEqual([{ a: 1 }, { a: 0 }]);
		await clock.advance(5_000);
		expect(await two.generations.read(["a"])).toEqual({ a: 1 });
	});

	it("leaves other tags alone, and asks for many at once", async () => {
		const { calls, generations } = isolate(makeTags("others"));
		await generations.invalidate("a");
		expect(await generations.read(["a", "b", "c", "__proto__x"])).toEqual({ a: 1, b: 0, c: 0, __proto__x: 0 });
		expect(calls).toEqual(["raise", "read"]);
	});
});

it("keeps generations when the object is evicted", async () => {
	const tags = env.CACHE_TAGS.getByName("evicted");
	await tags.raise("a");
	await tags.raise("a");
	await evictDurableObject(tags);
	expect(await tags.read(["a"])).toEqual({ a: 2 });
});
