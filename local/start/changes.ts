import { isDeepStrictEqual } from "node:util";
import type { Resource } from "../resource.ts";
import type { Change } from "../running-account.ts";
import { shortType } from "./tree.ts";

export type Changes = { readonly added: readonly string[]; readonly changed: readonly string[]; readonly removed: readonly string[] };

/** What a reload made different, by `name Type`; a changed resource says which inputs. */
export function makeChanges({ before, after }: Change): Changes {
	const old = new Map(before.map((resource) => [resource.urn, resource]));
	const current = new Set(after.map(({ urn }) => urn));
	return {
		added: after.filter(({ urn }) => !old.has(urn)).map(toLabel),
		changed: after.flatMap((resource) => {
			const inputs = changedInputs(old.get(resource.urn), resource);
			return inputs.length === 0 ? [] : [`${toLabel(resource)} (${inputs.join(", ")})`];
		}),
		removed: before.filter(({ urn }) => !current.has(urn)).map(toLabel),
	};
}

function changedInputs(before: Resource | undefined, { inputs }: Resource): readonly string[] {
	if (before === undefined) return [];
	const names = new Set([...Object.keys(before.inputs), ...Object.keys(inputs)]);
	return [...names].filter((name) => !isDeepStrictEqual(before.inputs[name], inputs[name]));
}

function toLabel({ name, type }: Resource): string {
	return `${name} ${shortType(type)}`;
}
