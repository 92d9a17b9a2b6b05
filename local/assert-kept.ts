import { LocalError } from "./local-error.ts";
import type { Resource } from "./resource.ts";

/** Refuses, as the engine does, to delete or replace what is protected: locally it would go without a word. */
export function assertKept(before: readonly Resource[], after: readonly Resource[]): void {
	const ids = new Map(after.map(({ urn, id }) => [urn, id]));
	const gone = before.filter(({ protect, urn, id }) => protect && ids.get(urn) !== id).map(({ name }) => name);
	if (gone.length === 0) return;
	throw new LocalError(
		"protected",
		`${gone.join(", ")}: protected, and what is asked for would delete or replace ${gone.length === 1 ? "it" : "them"}. Move off what lives there, then release it with safety.protect.`,
	);
}
