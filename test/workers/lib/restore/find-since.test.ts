import { expect, it } from "vitest";
import { findSince, type Stay } from "../../../../workers/lib/restore/find-since.ts";

const at = (shard: string) => [{ shard, location: "weur" }];
const past = (since: number, prunedTo = 0) => ({ since, prunedTo });

/** From the shard of now back to the first one. */
const STAYS: readonly Stay[] = [
	{ places: at("now"), from: 300, until: 400 },
	{ places: at("before"), from: 200, until: 310 },
	{ places: at("first"), from: 100, until: 210 },
];

it.each([
	["all shards wrote every change down", { now: past(1), before: past(1), first: past(1) }, 100],
	["the present shard forgets", { now: past(1, 350), before: past(1), first: past(1) }, 350],
	["a former one has forgotten what it never brought along", { now: past(1, 150), before: past(1, 250), first: past(1) }, 250],
	["the present shard began later than the tenant came", { now: past(320), before: past(1), first: past(1) }, 320],
	["a shard that is new was there before the tenant came", { now: past(299), before: past(1), first: past(1) }, 100],
	["a former shard began while the tenant was there", { now: past(1), before: past(240), first: past(1) }, 240],
	["a former shard is there no more", { now: past(1), before: null, first: past(1) }, 310],
	["the first shard keeps nothing any more", { now: past(1), before: past(1), first: null }, 210],
	["the present shard keeps nothing", { now: null, before: past(1), first: past(1) }, null],
] as const)("where %s", async (_, pasts, since) => {
	const byShard: Readonly<Record<string, ReturnType<typeof past> | null>> = pasts;
	expect(await findSince(STAYS, async ({ shard }) => byShard[shard] ?? null)).toBe(since);
});

it("takes the latest of several shards", async () => {
	const stays = [{ places: [...at("a"), ...at("b")], from: 100, until: 400 }];
	expect(await findSince(stays, async ({ shard }) => past(shard === "a" ? 50 : 130))).toBe(130);
});
