import type { Settings, Stage } from "../config/settings.ts";

/** A resource as rules see it: what `pulumi up` would send, wherever it came from. */
export interface Judged {
	readonly urn: string;
	readonly type: string;
	readonly name: string;
	/** Reading one that preview doesn't know yet throws the SDK's `UnknownValueError`. */
	readonly props: Readonly<Record<string, unknown>>;
	readonly protect: boolean;
	/** Undefined where nothing tells it: before the resource is there. */
	readonly id: string | undefined;
	/** By property, the URNs of the resources that its value comes from, as far as the engine tells. */
	readonly sources: Readonly<Record<string, readonly string[]>>;
}

/** What is known of the environment beside its resources. */
export interface Context {
	readonly stage: Stage;
	/** Begins every name at Cloudflare: `stagecraft-prod`. */
	readonly prefix: string;
	/** The stack's settings; null where nothing gives them, or they have a fault of their own. */
	readonly settings: Settings | null;
	/** The overrides as the stack file has them: durations and sizes are text. */
	readonly overrides: Readonly<Record<string, unknown>>;
	readonly now: Date;
}

export interface Stack extends Context {
	readonly resources: readonly Judged[];
	/** Before the change, where it is known: `npm run policy -- --from <stage>`. */
	readonly before: readonly Judged[] | null;
}
