import { expect, it } from "vitest";
import { STAGES } from "../../config/settings.ts";
import { planOf } from "../support/settings.ts";

/** Of a free account; a paid one has 250 (/workers/platform/limits/, 2026-09-05). */
const FREE_CRONS = 5;

it.each(STAGES)("needs no more crons at %s than a free account has", (stage) => {
	const crons = planOf(stage).workers.flatMap((worker) => worker.crons);
	expect(crons.length).toBeGreaterThan(3);
	expect(crons.length).toBeLessThanOrEqual(FREE_CRONS);
});
