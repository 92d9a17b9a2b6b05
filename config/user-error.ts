import { RunError } from "@pulumi/pulumi/errors.js";

/** One fault in what the user gave. */
export interface Issue {
	/** Where it stands: `stagecraft:workload.peakFactor`. */
	readonly option: string;
	/** What was found there, as it would be written. */
	readonly value: string;
	/** What must hold. */
	readonly rule: string;
	/** What to do about it. */
	readonly remedy: string;
}

/**
 * The user's fault, all issues at once. Pulumi prints a `RunError` as its bare message, without a stack trace.
 */
export class UserError extends RunError {
	readonly code: string;
	readonly issues: readonly Issue[];

	constructor(code: string, title: string, issues: readonly Issue[]) {
		super([title, ...issues.map(toLine)].join("\n"));
		this.code = code;
		this.issues = issues;
	}
}

const toLine = ({ option, value, rule, remedy }: Issue) => `  - ${option} = ${value}: ${rule}. ${remedy}.`;
