import type { Context } from "../../policy/judged.ts";
import type { Change } from "./change.ts";

/** What is judged: the resources of a whole stack, changed; or known otherwise. */
export interface Case {
	readonly change?: Change;
	readonly context?: Partial<Context>;
	/** What stood before a change of stage, as a change of what is there; null where nobody knows. */
	readonly before?: Change | null;
}

/** Each rule's own examples, as changes of a stack that keeps every rule. */
export interface Cases {
	/** What the stack has to be for the rule to look at it. */
	readonly baseline?: Case;
	readonly violates: Case;
	/** The fault as it is told, in part. */
	readonly says: string;
	readonly missing: Case & { readonly is: "violations" | "compliant" | "not-applicable" };
	readonly unknown: Case & { readonly is?: "unknown" | "compliant" | "not-applicable" };
	readonly notApplicable: Case;
	/** Rules that the same fault breaks by its nature. */
	readonly also?: readonly string[];
}
