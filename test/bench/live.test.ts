import { expect, it } from "vitest";
import { z } from "zod";
import { run } from "../../bench/live/bench.ts";

const row = z.object({
	room: z.string(),
	socketsHeld: z.number(),
	objects: z.number(),
	lastSocketP50Ms: z.number(),
	lastSocketP99Ms: z.number(),
});

it("holds every socket on one object and on a tree, and reaches each of them with each message", async () => {
	const { rows } = z.object({ rows: z.array(row) }).parse(await run(["--sockets", "45", "--messages", "3", "--rounds", "2"]));
	expect(rows.map(({ room, socketsHeld, objects }) => [room, socketsHeld, objects])).toEqual([
		["oneObject", 45, 1],
		["tree", 45, 9],
	]);
	for (const { lastSocketP50Ms, lastSocketP99Ms } of rows) {
		expect(lastSocketP50Ms).toBeGreaterThan(0);
		expect(lastSocketP99Ms).toBeGreaterThanOrEqual(lastSocketP50Ms);
	}
});
