import { expect, it } from "vitest";
import { z } from "zod";
import { run as runCounter } from "../../bench/counter/bench.ts";
import { run as runGateway } from "../../bench/gateway/bench.ts";
import { run as runLimiter } from "../../bench/limiter/bench.ts";

const counters = z.object({
	exact: z.boolean(),
	ratios: z.object({ kv: z.number(), kvUngathered: z.number() }),
	rows: z.array(z.object({ counter: z.string(), lost: z.number() })),
});

it("counts every increment, for less than a read and write of KV, which loses some", async () => {
	const { exact, ratios, rows } = counters.parse(await runCounter(["--increments", "800", "--rounds", "1"]));
	expect(exact).toBe(true);
	expect(ratios.kv).toBeLessThan(0.1);
	expect(ratios.kvUngathered).toBeLessThan(1);
	expect(rows.find(({ counter }) => counter === "kv")?.lost).toBeGreaterThan(0);
});

const limiters = z.object({ rows: z.array(z.object({ limiter: z.string(), wrongShare: z.number(), overshootOfLimit: z.number() })) });

it("decides as a window that remembers everything, where fixed windows let too many through at their edges", async () => {
	const { rows } = limiters.parse(await runLimiter(["--keys", "10", "--rounds", "1"]));
	const of = (name: string) => rows.find(({ limiter }) => limiter === name);
	expect(of("ours")).toMatchObject({ wrongShare: 0, overshootOfLimit: 0 });
	expect(of("wholeMap")?.overshootOfLimit).toBeGreaterThan(0.2);
});

const gateways = z.object({ ratios: z.object({ bare: z.number() }), rows: z.array(z.object({ requestsPerSecond: z.number() })) });

it("answers every request of a burst through gateway and app", async () => {
	const { ratios, rows } = gateways.parse(await runGateway(["--seconds", "1", "--rounds", "1", "--connections", "4"]));
	for (const { requestsPerSecond } of rows) expect(requestsPerSecond).toBeGreaterThan(1);
	expect(ratios.bare).toBeGreaterThan(0.01);
});
