import { z } from "zod";
import { STAGES } from "../../config/settings.ts";
import { startProgress } from "../../terminal/progress.ts";
import { stage } from "../stack.ts";
import { defineVerb } from "../verb.ts";
import { rehearse, toSteps } from "./rehearse.ts";
import { toJson, toReport } from "./to-report.ts";

const seconds = z.coerce.number("must be a number of seconds").min(0, "must be at least 0").max(3_600, "must be at most 3600");
const seed = z.coerce.number("must be a whole number").int("must be a whole number");

/** `grow` */
export const grow = defineVerb({
	name: null,
	summary: "rehearses a change of stage on this machine",
	args: [
		["<from>", `a stage: ${STAGES.join(", ")}`],
		["<to...>", "another, or several, one after the other"],
	],
	options: [
		["--stack <name>", "with the tenants, zone and overrides of Pulumi.<name>.yaml; without it, with a stack of its own"],
		["--seconds <n>", "of traffic around each change (4)"],
		["--seed <n>", "which requests the traffic makes (1)"],
	],
	schema: z.strictObject({
		from: stage,
		to: z.array(stage),
		stack: z.string().optional(),
		seconds: seconds.default(4),
		seed: seed.default(1),
	}),
	help: `Starts the first stage, loads tenants, records, events, files and sessions, changes the stage in place while requests go on, and looks for all
of it again: every byte, every count, what is new in the stage, and how long requests had to wait. Ends with 1 where a check fails.
A change that would take away what holds data must be refused; then it is made with that kept, by overrides.

  npm run ops -- grow launch 1m               one step
  npm run ops -- grow launch 10k 100k 1m 10m  all of them, with the same data
  npm run ops -- grow 1m 100k                 down
  npm run grow -- 1m 10m --stack prod --json  the same command by its own name, for a stack file`,
	run: async ({ from, to, stack, ...options }, { root, terminal }) => {
		const stages = [from, ...to] as const;
		const progress = startProgress(`growing ${stages.join(" → ")}`, toSteps(stages), terminal.error);
		const rehearsal = await rehearse({ root, stack, stages, ...options, say: progress.advance });
		progress.stop("done");
		const json = toJson(rehearsal, options.seed);
		return { json, text: toReport(rehearsal), refused: !json.ok };
	},
});
