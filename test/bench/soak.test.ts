import { expect, it } from "vitest";
import { run } from "../../bench/soak/bench.ts";
import { makeTally } from "../../bench/soak/tally.ts";

it("finds each of 10,000 events exactly once though bindings fail and batches come twice, in any order, or break off", async () => {
	const result = await run(["--events", "10000", "--seed", "7"]);
	expect(result).toMatchObject({ sent: 10_000, found: 10_000, lost: 0, doubled: 0 });
	expect(result["dead"]).toBeGreaterThan(0);
});

it("counts what is missing and what lies in two places", () => {
	const tally = makeTally(4);
	for (const id of ["soak-0", "soak-1", "soak-1"]) tally.stored(id);
	tally.dead("soak-0");
	expect(tally.result()).toEqual({ sent: 4, found: 2, lost: 2, doubled: 2, dead: 1 });
	expect(() => tally.stored("other")).toThrow("never sent");
});
