import { parseSettings } from "../../../../config/parse-settings.ts";
import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { set, UNKNOWN } from "../../change.ts";

const withBudget = (budget: number) => parseSettings({ stage: "1m", budget }, { file: "a test" });

export const cases: Cases = {
	baseline: { context: { settings: withBudget(100_000) } },
	violates: { context: { settings: withBudget(10) } },
	says: "a month: must be at most $10.00 (stagecraft:budget); the largest line is ",
	missing: { change: set(TYPES.worker, "observability.headSamplingRate", undefined), is: "compliant" },
	unknown: { change: set(TYPES.worker, "observability.headSamplingRate", UNKNOWN) },
	notApplicable: { context: { settings: parseSettings({ stage: "1m" }, { file: "a test" }) } },
};
