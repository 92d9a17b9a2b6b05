import { expect, it } from "vitest";
import { run } from "../../bench/move/bench.ts";

it("moves a tenant under load and loses and doubles nothing", async () => {
	const result = await run(["--rows", "5000", "--clients", "2"]);
	expect(result).toMatchObject({ lost: 0, doubled: 0, pauseMs: expect.any(Number), rowsPerSecond: expect.any(Number) });
	expect(result["writes"]).toBeGreaterThan(0);
});
