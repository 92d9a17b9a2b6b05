import { z } from "zod";
import { parseBytes, parseDuration } from "./units.ts";

/** D1's location hints (/d1/configuration/data-location/, 2026-09-17). */
export const REGIONS = ["wnam", "enam", "weur", "eeur", "apac", "oc"] as const;
/** D1's jurisdictions, same page: data never leaves them. */
const JURISDICTIONS = ["eu", "fedramp"] as const;
export type Region = (typeof REGIONS)[number];
export type Jurisdiction = (typeof JURISDICTIONS)[number];

export const region = z.enum(REGIONS, `must be one of ${REGIONS.join(", ")}`);
export const jurisdiction = z.enum(JURISDICTIONS, `must be one of ${JURISDICTIONS.join(", ")}`);

/** A duration as text, in seconds once parsed. */
export const duration = (limits: { readonly min?: number; readonly max?: number } = {}) =>
	quantity(parseDuration, 'a duration such as "5 minutes"', "seconds", limits);

/** A size as text, in bytes once parsed. */
export const size = (limits: { readonly min?: number; readonly max?: number } = {}) =>
	quantity(parseBytes, 'a size such as "64 KB"', "bytes", limits);

export const count = (min: number, max: number) =>
	z.int(`must be a whole number from ${min} to ${max}`).min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);

export const share = () => z.number("must be a number from 0 to 1").min(0, "must be at least 0").max(1, "must be at most 1");

export const factor = (min: number, max: number) =>
	z.number(`must be a number from ${min} to ${max}`).min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);

function quantity<T extends number>(
	parse: (text: string) => T | null,
	example: string,
	unit: string,
	{ min = 0, max = Number.POSITIVE_INFINITY }: { readonly min?: number; readonly max?: number },
) {
	return z.string(`must be ${example}`).transform((text, context): T => {
		const value = parse(text);
		if (value === null) context.addIssue({ code: "custom", message: `must be ${example}`, input: text });
		else if (value < min) context.addIssue({ code: "custom", message: `must be at least ${min} ${unit}`, input: text });
		else if (value > max) context.addIssue({ code: "custom", message: `must be at most ${max} ${unit}`, input: text });
		else return value;
		return z.NEVER;
	});
}
