import { expect, it } from "vitest";
import type { Stage } from "../../../config/settings.ts";
import { BOUND_KNOBS } from "../../../ops/grow/bound-knobs.ts";
import { rehearse } from "../../../ops/grow/rehearse.ts";
import { isOk } from "../../../ops/grow/to-report.ts";
import { ROOT } from "../../support/program.ts";

const TIMEOUT = 240_000;
const grow = (...stages: readonly [Stage, ...(readonly Stage[])]) =>
	rehearse({ root: ROOT, stack: undefined, stages, seconds: 1, seed: 7, say: () => {} });

it(
	"grows through all stages under traffic, and finds everything again after each step",
	async () => {
		const { steps } = await grow("launch", "10k", "100k", "1m", "10m");
		expect(steps.flatMap(({ checks }) => checks.filter(({ ok }) => !ok))).toEqual([]);
		expect(steps.map(({ from, to }) => `${from} ${to}`)).toEqual(["launch 10k", "10k 100k", "100k 1m", "1m 10m"]);
		const proved = steps.map(({ checks }) => checks.map(({ what }) => what));
		for (const names of proved) {
			expect(names).toEqual(
				expect.arrayContaining(["records, byte for byte", "events, each once", "files", "sessions", "counters, exact"]),
			);
			expect(names).toContain("a new tenant lives on a new database");
		}
		expect(proved[1]).toEqual(expect.arrayContaining(["read replicas", "app runs where Cloudflare finds it fastest", "a tenant's limits"]));
		expect(proved[2]).toEqual(expect.arrayContaining(["Workers Cache before past events", "what holds data is kept when deleted"]));
		expect(proved[3]).toEqual(expect.arrayContaining(["queues and their dead letters", "app runs one beside each location's databases"]));
		// All that is left unproved is what this machine has none of.
		const unproved = new Set(steps.flatMap(({ unproved }) => unproved));
		for (const knob of unproved) expect(knob).toContain("rateLimits.zonePer10Seconds");
		expect(BOUND_KNOBS.knobs.length).toBeGreaterThan(20);
	},
	TIMEOUT,
);

it(
	"is refused on the way down what holds data, and goes there with that kept",
	async () => {
		const { steps } = await grow("1m", "100k");
		expect(steps.every(isOk)).toBe(true);
		expect(steps[0]?.checks[0]).toMatchObject({ what: "going to 100k is refused for what holds data", expected: "6", found: "6" });
		expect(steps[0]?.change.resources.filter(({ kind }) => kind === "delete")).toEqual([]);
	},
	TIMEOUT,
);
