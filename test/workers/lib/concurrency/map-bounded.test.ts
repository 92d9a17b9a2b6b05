import { expect, it } from "vitest";
import { mapBounded } from "../../../../workers/lib/concurrency/map-bounded.ts";

it("keeps the order of the items and at most the given number under way", async () => {
	let running = 0;
	let most = 0;
	const doubled = await mapBounded(
		Array.from({ length: 40 }, (_, i) => i),
		async (item) => {
			most = Math.max(most, ++running);
			for (let turns = item % 5; turns > 0; turns--) await Promise.resolve();
			running--;
			return item * 2;
		},
		3,
	);
	expect(doubled).toEqual(Array.from({ length: 40 }, (_, i) => i * 2));
	expect(most).toBe(3);
});

it("begins nothing new after a failure and leaves nothing under way", async () => {
	const begun: number[] = [];
	const ended: number[] = [];
	const run = async (item: number) => {
		begun.push(item);
		await Promise.resolve();
		if (item === 1) throw new Error("one");
		await Promise.resolve();
		ended.push(item);
	};
	await expect(mapBounded([0, 1, 2, 3, 4, 5], run, 2)).rejects.toThrow("one");
	expect(begun.length).toBeLessThan(6);
	expect(ended).toEqual(begun.filter((item) => item !== 1));
});
