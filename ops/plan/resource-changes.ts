import { isDeepStrictEqual } from "node:util";
import type { Resource } from "../../local/resource.ts";
import { findReplacement } from "../../sizing/replacement.ts";

export interface ResourceChange {
	readonly kind: "create" | "update" | "replace" | "delete";
	/** `D1Database` */
	readonly type: string;
	readonly name: string;
	/** Inputs that differ, by name. */
	readonly inputs: readonly string[];
	/** What becomes of its data, in plain words. */
	readonly data: string;
	/** True where data is lost, or would be if nothing held it back. */
	readonly losesData: boolean;
}

const NEW = "none yet";
const NO_DATA = "holds none";

/** What `pulumi up` would do to go from one run of the program to another; in the order in which the later one registers. */
export function findResourceChanges(before: readonly Resource[], after: readonly Resource[]): readonly ResourceChange[] {
	const old = new Map(before.filter(({ custom }) => custom).map((resource) => [resource.urn, resource]));
	const now = new Map(after.filter(({ custom }) => custom).map((resource) => [resource.urn, resource]));
	const created = [...now.values()].filter(({ urn }) => !old.has(urn)).map((resource) => toChange("create", resource, [], NEW));
	const changed = [...now.values()].flatMap((resource) => compare(old.get(resource.urn), resource));
	const deleted = [...old.values()].filter(({ urn }) => !now.has(urn)).map(toDeletion);
	return [...created, ...changed, ...deleted];
}

function compare(before: Resource | undefined, after: Resource): ResourceChange[] {
	if (before === undefined) return [];
	const names = [...new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)])];
	const inputs = names.filter((name) => !isDeepStrictEqual(before.inputs[name], after.inputs[name]));
	if (inputs.length === 0) return [];
	const { holdsData, inputs: fixed } = findReplacement(after.type);
	const replaced = fixed === null || inputs.some((name) => fixed.includes(name));
	if (!replaced) return [toChange("update", after, inputs, holdsData ? "kept" : NO_DATA)];
	return [toChange("replace", after, inputs, holdsData ? toLoss(before) : NO_DATA, holdsData)];
}

function toDeletion(resource: Resource): ResourceChange {
	// What is protected holds data whatever its type says: a Worker whose objects do.
	const holdsData = findReplacement(resource.type).holdsData || resource.protect;
	return toChange("delete", resource, [], holdsData ? toLoss(resource) : NO_DATA, holdsData);
}

function toLoss({ protect, retainOnDelete }: Resource): string {
	if (protect) return "LOST if it went: it is protected, so the engine refuses; move its tenants off and release it first";
	return retainOnDelete ? "stays at Cloudflare, out of the program's hands" : "LOST";
}

const toChange = (kind: ResourceChange["kind"], { type, name }: Resource, inputs: readonly string[], data: string, losesData = false) => ({
	kind,
	type: type.slice(type.lastIndexOf(":") + 1),
	name,
	inputs,
	data,
	losesData,
});
