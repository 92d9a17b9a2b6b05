import { findKnobChanges } from "../plan/knob-changes.ts";
import { BOUND_KNOBS } from "./bound-knobs.ts";
import { type Check, checkSame } from "./check.ts";
import { deployed } from "./deployed.ts";
import type { NewStage } from "./probe.ts";
import { FEATURES } from "./probes.ts";

/** Knobs of what a local account has none of. */
const NOT_HERE: Readonly<Record<string, string>> = {
	"rateLimits.zonePer10Seconds": "a zone's rule",
};

export interface Proofs {
	readonly checks: readonly Check[];
	/** Knobs that changed and that nothing here proves. */
	readonly unproved: readonly string[];
}

/** That the new stage answers, and that what is different in it is on. */
export async function proveFeatures(stage: NewStage): Promise<Proofs> {
	const changed = findKnobChanges(stage.before, stage.after).map(({ knob }) => knob);
	const probes = [...FEATURES, BOUND_KNOBS].filter(({ knobs }) => knobs.some((knob) => changed.includes(knob)));
	const checks = [await checkStage(stage)];
	for (const { prove } of probes) checks.push(await prove(stage));
	const proved = new Set([...FEATURES, BOUND_KNOBS].flatMap(({ knobs }) => knobs));
	return { checks, unproved: changed.filter((knob) => !proved.has(knob)).map(toText) };
}

const toText = (knob: string) => (NOT_HERE[knob] === undefined ? knob : `${knob} (${NOT_HERE[knob]})`);

const toShort = (id: unknown) => String(id).split("-")[0];

/** The gateway that answers is the one of the new stage, by its own word and by its version. */
async function checkStage({ world, after }: NewStage): Promise<Check> {
	const { text } = await world.client.send({ method: "GET", path: "/health" });
	const [version] = deployed(world, "WorkerVersion").filter(({ name }) => name === "gateway-version");
	const { stage, version: running } = JSON.parse(text);
	return checkSame("the gateway answers as", `${after.stage} ${toShort(version?.id)}`, `${stage} ${toShort(running)}`);
}
