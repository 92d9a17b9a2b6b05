import { isJsonObject, type Json, type JsonObject } from "../../local/json.ts";
import type { Resource } from "../../local/resource.ts";

/** A change of what a program registers, as somebody might write it. */
export type Change = (resources: readonly Resource[]) => readonly Resource[];

/** The SDK's sentinel for a text that preview doesn't know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Pick = string | { readonly type: string; readonly name: string };

const matches = ({ type, name }: Resource, pick: Pick) =>
	typeof pick === "string" ? type === pick : type === pick.type && name === pick.name;

/** Sets a property of the picked resources; undefined takes it out. */
export const set =
	(pick: Pick, path: string, value: Json | undefined): Change =>
	(resources) =>
		resources.map((resource) =>
			matches(resource, pick) ? { ...resource, inputs: toObject(put(resource.inputs, path.split("."), value)) } : resource,
		);

/** Takes the picked resources out. */
export const drop =
	(pick: Pick): Change =>
	(resources) =>
		resources.filter((resource) => !matches(resource, pick));

export const add =
	(type: string, name: string, inputs: Readonly<Record<string, Json>>): Change =>
	(resources) => [
		...resources,
		{ ...BLANK, urn: `urn:pulumi:test::stagecraft::stagecraft:d1:D1Databases$${type}::${name}`, type, name, inputs },
	];

/** Changes the binding of that name; undefined takes it out, and one that isn't there yet is put in. */
export const bind =
	(version: string, name: string, fields: JsonObject | undefined): Change =>
	(resources) =>
		resources.map((resource) => {
			const bindings = resource.inputs["bindings"];
			if (resource.name !== version || !Array.isArray(bindings)) return resource;
			const others = bindings.filter((binding) => toObject(binding)["name"] !== name);
			const old = toObject(bindings.find((binding) => toObject(binding)["name"] === name));
			return {
				...resource,
				inputs: { ...resource.inputs, bindings: fields === undefined ? others : [...others, { ...old, name, ...fields }] },
			};
		});

/** Takes out every binding of a type. */
export const unbind =
	(version: string, type: string): Change =>
	(resources) =>
		resources.map((resource) => {
			const bindings = resource.inputs["bindings"];
			if (resource.name !== version || !Array.isArray(bindings)) return resource;
			return { ...resource, inputs: { ...resource.inputs, bindings: bindings.filter((binding) => toObject(binding)["type"] !== type) } };
		});

/** Changes one of a Worker's settings; undefined takes it out. */
export const setting =
	(version: string, name: string, value: Json | undefined): Change =>
	(resources) =>
		resources.map((resource) => {
			if (resource.name !== version) return resource;
			const bindings = Object.values(toObject(resource.inputs)["bindings"] ?? []);
			const old = toObject(bindings.find((binding) => toObject(binding)["name"] === "SETTINGS"))["json"];
			const { [name]: _, ...others } = typeof old === "string" ? toObject(JSON.parse(old)) : {};
			const json = JSON.stringify(value === undefined ? others : { ...others, [name]: value });
			return bind(version, "SETTINGS", { json })([resource])[0] ?? resource;
		});

/** Changes fields of the resource itself, such as `protect`. */
export const mark =
	(pick: Pick, fields: Partial<Resource>): Change =>
	(resources) =>
		resources.map((resource) => (matches(resource, pick) ? { ...resource, ...fields } : resource));

export const all =
	(...changes: readonly Change[]): Change =>
	(resources) =>
		changes.reduce((result, change) => change(result), resources);

const BLANK: Resource = {
	urn: "",
	type: "",
	name: "",
	parent: undefined,
	custom: true,
	id: "0000",
	inputs: {},
	secretInputs: [],
	outputs: {},
	protect: true,
	retainOnDelete: true,
	dependencies: [],
	hooks: { beforeCreate: [], beforeUpdate: [] },
};

function put(value: Json | undefined, [key, ...rest]: readonly string[], leaf: Json | undefined): Json | undefined {
	if (key === undefined) return leaf;
	if (Array.isArray(value)) return value.map((entry, index) => (String(index) === key ? (put(entry, rest, leaf) ?? null) : entry));
	const object = toObject(value);
	const changed = put(object[key], rest, leaf);
	const { [key]: _, ...others } = object;
	return changed === undefined ? others : { ...others, [key]: changed };
}

const toObject = (value: Json | undefined): JsonObject => (value !== undefined && isJsonObject(value) ? value : {});
