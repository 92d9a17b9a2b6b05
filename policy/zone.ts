import { ofType } from "./find.ts";
import type { Stack } from "./judged.ts";
import { TYPES } from "./types.ts";

/** Whether the stack has a zone of its own in front. */
export const hasZone = (stack: Stack): boolean =>
	ofType(stack, TYPES.customDomain, TYPES.route, TYPES.tieredCache, TYPES.ruleset).length > 0;

export const NO_ZONE = "it has no zone: the gateway answers on workers.dev";
