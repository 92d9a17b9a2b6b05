import { LIMITS } from "../../../sizing/limits.ts";
import { codeOf, toBytes } from "../../modules.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const { paid, source, date } = LIMITS.workerStartup;
/** What is parsed before the first request: at some MB a second on a busy machine, half of the time there is. */
const LARGEST = 2_000_000;

export const workerStartup = defineRule({
	id: "worker-startup",
	product: "worker",
	wrong: "A Worker's main module is so large that its start may take too long",
	why: "An isolate has a second to load all code and run its top level; every cold request waits for it",
	remedy: "Import what is rarely used when it is used, and do nothing at the top level",
	level: always("advisory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const main = codeOf(version).find((module) => textAt(module, "name") === textAt(version, "mainModule"));
		if (main === undefined) return notApplicable("it has no code of its own");
		const bytes = toBytes(main);
		const rule = `must be at most ${LARGEST} bytes, to start within ${paid} ms (${source}, ${date})`;
		return bytes <= LARGEST ? COMPLIANT : violation("mainModule", `${bytes} bytes`, rule);
	},
});
