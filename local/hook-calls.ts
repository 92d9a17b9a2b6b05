import { isDeepStrictEqual } from "node:util";
import type { HookCall } from "./program/messages.ts";
import type { Resource } from "./resource.ts";

/** The hooks that the engine would call to get from one state to the next: none for a resource that stays as it is. */
export function makeHookCalls(before: readonly Resource[], after: readonly Resource[]): readonly HookCall[] {
	const old = new Map(before.map((resource) => [resource.urn, resource]));
	return after.flatMap((resource): readonly HookCall[] => {
		const previous = old.get(resource.urn);
		const event = previous === undefined ? "beforeCreate" : "beforeUpdate";
		if (resource.hooks[event].length === 0) return [];
		if (previous !== undefined && isDeepStrictEqual(previous.inputs, resource.inputs)) return [];
		return [{ urn: resource.urn, event, oldInputs: previous?.inputs }];
	});
}
