import { parseSettings } from "../../config/parse-settings.ts";
import type { Stage } from "../../config/settings.ts";
import { readProgramSettings } from "../../local/program/settings.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { Plan } from "../../plan/plan.ts";
import { toStackValues } from "../stack.ts";

type Values = Readonly<Record<string, unknown>>;

/** The stack whose growth is rehearsed. */
export interface GrowthStack {
	readonly stack: string;
	/** Stands in for a stack file where none is asked for. */
	readonly stackConfig: Values | undefined;
	/** Its own. */
	readonly overrides: Values;
	/** The overrides that keep, at another stage, what holds data in this plan. */
	readonly keepWhatHoldsData: (plan: Plan) => Values;
	readonly planOf: (stage: Stage, overrides?: Values) => Plan;
}

/** Two tenants with databases of their own: one kept in a jurisdiction, one spread over two. Batches that don't make anyone wait for long. */
const OWN = {
	"stagecraft:overrides": { queueThroughput: { batchWait: "1 second" } },
	"stagecraft:tenants": [
		{ id: "acme", jurisdiction: "eu" },
		{ id: "globex", region: "enam", shards: 2 },
	],
};

/** A stack file's tenants, zone and overrides; without one, a stack of the rehearsal's own. */
export async function readGrowthStack(root: string, name: string | undefined): Promise<GrowthStack> {
	const stack = name ?? "rehearsal";
	const stackConfig = name === undefined ? OWN : undefined;
	const { project, config } = await readProgramSettings({ root, stack, ...(stackConfig === undefined ? {} : { stackConfig }) });
	const { overrides: given, ...values } = toStackValues(config);
	const overrides = toObject(given);
	return {
		stack,
		stackConfig,
		overrides,
		keepWhatHoldsData: ({ knobs }) => ({
			...overrides,
			d1WriteRate: { ...toObject(overrides["d1WriteRate"]), pool: knobs.d1WriteRate.pool },
			queueThroughput: { ...toObject(overrides["queueThroughput"]), lanes: knobs.queueThroughput.lanes },
		}),
		planOf: (stage, other) =>
			makePlan(parseSettings({ ...values, stage, overrides: other ?? overrides }, { file: `Pulumi.${stack}.yaml` }), { project, stack }),
	};
}

const toObject = (value: unknown): Values => (typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {});
