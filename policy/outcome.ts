/** One thing wrong with a resource. */
export interface Fault {
	/** `settings.maxRetries` */
	readonly field: string;
	/** What stands there, as it would be written. */
	readonly value: string;
	/** What must hold. */
	readonly rule: string;
}

/** What a check finds where it may look: a value that preview doesn't know is thrown, and is the judge's business. */
export type Outcome =
	| { readonly kind: "compliant" }
	| { readonly kind: "not-applicable"; readonly reason: string }
	| { readonly kind: "violations"; readonly faults: readonly Fault[] };

export const COMPLIANT: Outcome = { kind: "compliant" };

export const notApplicable = (reason: string): Outcome => ({ kind: "not-applicable", reason });

export const violation = (field: string, value: unknown, rule: string): Outcome => toOutcome([makeFault(field, value, rule)]);

export const makeFault = (field: string, value: unknown, rule: string): Fault => ({ field, value: show(value), rule });

export const toOutcome = (faults: readonly Fault[]): Outcome => (faults.length === 0 ? COMPLIANT : { kind: "violations", faults });

const LONGEST = 60;

function show(value: unknown): string {
	if (value === undefined || value === null) return "(absent)";
	const text = typeof value === "string" ? value : JSON.stringify(value);
	return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
