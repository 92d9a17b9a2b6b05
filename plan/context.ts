import type { Knobs } from "../config/knobs.ts";
import type { Settings } from "../config/settings.ts";

/** What the engine does when a resource that holds data would go. */
export interface Protection {
	readonly protect: boolean;
	readonly retainOnDelete: boolean;
}

/** What every product's planner reads. */
export interface Context {
	readonly settings: Settings;
	readonly knobs: Knobs;
	/** `stagecraft-prod` */
	readonly prefix: string;
}

/** The name at Cloudflare of what the program calls `id`. */
export const toName = (context: Context, id: string) => `${context.prefix}-${id}`;

export const toProtection = ({ knobs }: Context): Protection => ({ ...knobs.safety });
