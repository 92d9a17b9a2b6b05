import { expect, it } from "vitest";
import { assertWhole, KINDS, moveUnderLoad, NEVER } from "./move-under-load.ts";
import { stores } from "./stores.ts";

const RUNS = 240;
const WHERE = ["late", "before", "after"] as const;

it("loses, doubles and revives nothing, whatever call of a move fails, is lost or crashes under load", async () => {
	const lengths = new Map<number, number>();
	for (const kind of KINDS.keys()) {
		const run = await moveUnderLoad(stores, kind, NEVER);
		await assertWhole(run);
		expect(run.end).toBe("done");
		lengths.set(kind, run.calls);
	}
	const ends = { done: 0, undone: 0, refused: 0 };
	// Each kind after itself and beside the others, as tenants of one shard move.
	const runKind = async (kind: number) => {
		for (let number = 0; number < RUNS / KINDS.length; number++) {
			const at = Math.floor(((lengths.get(kind) ?? 0) * number * KINDS.length) / RUNS);
			const plan = { at, calls: [1, 1, 3, 9][number % 4] ?? 1, where: WHERE[number % 3] ?? "late", crash: number % 5 < 2 };
			const run = await moveUnderLoad(stores, KINDS.length * (number + 1) + kind, plan);
			await assertWhole(run).catch((error: unknown) => {
				throw new Error(
					`run ${number} of kind ${kind}, ${JSON.stringify(plan)}, ${run.end}: ${error instanceof Error ? error.message : error}`,
				);
			});
			ends[run.end] += 1;
			ends.refused += run.world.refused;
		}
	};
	await Promise.all([...KINDS.keys()].map(runKind));
	expect(ends.done).toBeGreaterThan(100);
	expect(ends.undone).toBeGreaterThan(5);
	expect(ends.refused).toBeGreaterThan(5);
});
