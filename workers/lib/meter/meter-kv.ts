import type { Count } from "./billed-counts.ts";
import { type Watcher, watchNamed } from "./watch-methods.ts";

/** A bulk read counts each of its keys: whether it is billed as one isn't published (/kv/platform/pricing/, 2026-09-17). */
const toKeys = (values: readonly unknown[]) => (Array.isArray(values[0]) ? values[0].length : 1);

/** A read that finds nothing is billed as one that does (/kv/platform/pricing/, 2026-09-17). */
export function meterKv<T extends object>(namespace: T, count: Count): T {
	const read: Watcher = (call, values) => {
		count("kvReads", toKeys(values));
		return call(...values);
	};
	const once =
		(name: "kvWrites" | "kvDeletes" | "kvLists"): Watcher =>
		(call, values) => {
			count(name);
			return call(...values);
		};
	const watchers = new Map([
		["get", read],
		["getWithMetadata", read],
		["put", once("kvWrites")],
		["delete", once("kvDeletes")],
		["list", once("kvLists")],
	]);
	return watchNamed(namespace, watchers);
}
