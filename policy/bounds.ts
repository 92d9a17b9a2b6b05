import type { Judged } from "./judged.ts";
import { COMPLIANT, type Outcome, violation } from "./outcome.ts";
import { valueAt } from "./read.ts";

interface Bounds {
	readonly min: number;
	readonly max: number;
	/** What one is of: `seconds`. */
	readonly unit: string;
	/** Where the bounds stand, with date. */
	readonly source: string;
}

/** A whole number within bounds, and given: what is left out is the provider's to choose, and may change with it. */
export function checkBounds(resource: Judged, field: string, { min, max, unit, source }: Bounds): Outcome {
	const value = valueAt(resource, field);
	if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return COMPLIANT;
	return violation(field, value, `must be ${min} to ${max.toLocaleString("en")} ${unit} (${source})`);
}
