import { expect, it } from "vitest";
import { NEVER } from "../move/move-under-load.ts";
import { stores } from "../move/stores.ts";
import { restoreUnderLoad } from "./restore-under-load.ts";

const RUNS = 160;
const KINDS = 4;
const WHERE = ["late", "before", "after"] as const;

it("brings one tenant back to what it was, and its neighbour not by a row, whatever call fails, is lost or crashes under load", async () => {
	const lengths: number[] = [];
	for (let kind = 0; kind < KINDS; kind++) {
		const { end, calls, changed } = await restoreUnderLoad(stores, kind, NEVER);
		expect([end, changed]).toEqual(["done", true]);
		lengths.push(calls);
	}
	const ends = { done: 0, undone: 0 };
	for (let number = 0; number < RUNS; number++) {
		const kind = number % KINDS;
		const at = Math.floor(((lengths[kind] ?? 0) * number) / RUNS);
		const plan = { at, calls: [1, 1, 3, 9][(number >> 2) % 4] ?? 1, where: WHERE[number % 3] ?? "late", crash: number % 5 < 2 };
		const run = await restoreUnderLoad(stores, KINDS * (number + 1) + kind, plan).catch((error: unknown) => {
			throw new Error(`run ${number}, ${JSON.stringify(plan)}: ${error instanceof Error ? error.stack : error}`);
		});
		ends[run.end] += 1;
	}
	expect(ends.done).toBeGreaterThan(80);
	expect(ends.undone).toBeGreaterThan(3);
});
