import type { Knobs } from "../../config/knobs.ts";
import { knobs as schema } from "../../config/knobs.ts";
import type { Plan } from "../../plan/plan.ts";
import { PRESETS } from "../../presets/presets.ts";

export interface KnobChange {
	/** `d1Size.keepInDatabase` */
	readonly knob: string;
	readonly from: string;
	readonly to: string;
}

type Leaves = ReadonlyMap<string, string>;

/** The knobs that differ, in the presets' words. */
export function findKnobChanges(before: Plan, after: Plan): readonly KnobChange[] {
	const [from, to] = [toTexts(before), toTexts(after)];
	return [...to].flatMap(([knob, text]) => (from.get(knob) === text ? [] : [{ knob, from: from.get(knob) ?? "–", to: text }]));
}

/** As the preset writes them; a knob that the stack overrides as the plan reads it, in seconds and bytes. */
function toTexts({ stage, knobs }: Plan): Leaves {
	const { workload: _workload, ...preset } = PRESETS[stage];
	const [written, parsed, own] = [toLeaves(preset), toLeaves(schema.parse(preset)), toLeaves(knobs)];
	return new Map([...own].map(([knob, text]) => [knob, parsed.get(knob) === text ? (written.get(knob) ?? text) : text]));
}

const toLeaves = (groups: Knobs | Readonly<Record<string, Readonly<Record<string, unknown>>>>): Leaves =>
	new Map(
		Object.entries(groups).flatMap(([group, knobs]) =>
			Object.entries(knobs).map(([name, value]) => [`${group}.${name}`, toText(value)] as const),
		),
	);

function toText(value: unknown): string {
	if (!Array.isArray(value)) return String(value);
	return value
		.map((entry: unknown) => (typeof entry === "object" && entry !== null ? Object.values(entry).join(" × ") : String(entry)))
		.join(", ");
}
