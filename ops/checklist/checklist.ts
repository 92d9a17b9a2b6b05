import type { BottleneckName } from "../../sizing/capacity.ts";

/** What shows that a line holds. */
export type Proof =
	/** Of the policy pack, by its id, which is also its file's name. */
	| { readonly kind: "rule"; readonly id: string }
	/** How much of a limit the stage's load uses. */
	| { readonly kind: "capacity"; readonly bottleneck: BottleneckName }
	| { readonly kind: "command"; readonly line: string }
	| { readonly kind: "test"; readonly file: string; readonly title: string };

/** One line of a checklist. */
export interface Item {
	readonly todo: string;
	readonly proofs: readonly [Proof, ...(readonly Proof[])];
}

export const rule = (id: string): Proof => ({ kind: "rule", id });
export const capacity = (bottleneck: BottleneckName): Proof => ({ kind: "capacity", bottleneck });
export const command = (line: string): Proof => ({ kind: "command", line });
export const test = (file: string, title: string): Proof => ({ kind: "test", file, title });
