import type { Knobs } from "../config/knobs.ts";
import type { Settings } from "../config/settings.ts";
import type { Protection } from "./plan.ts";

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
