import { LIMITS } from "../../../sizing/limits.ts";
import { checkBounds } from "../../bounds.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.workerCpu;

export const cpuLimitMissing = defineRule({
	id: "cpu-limit-missing",
	product: "worker",
	wrong: "A Worker has no CPU limit, or one out of bounds",
	why: "A loop without end is billed for 30 seconds of every request that meets it",
	remedy: "Set limits.cpuMs to some times what it takes (stagecraft:overrides.workerCpu)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => checkBounds(version, "limits.cpuMs", { min: 10, max: paid, unit: "ms", source: `${source}, ${date}` }),
});
