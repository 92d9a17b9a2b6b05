import type { Judged, Stack } from "./judged.ts";
import { listAt, textAt, valueAt } from "./read.ts";
import { TYPES } from "./types.ts";

export const ofType = ({ resources }: { readonly resources: readonly Judged[] }, ...types: readonly string[]): readonly Judged[] =>
	resources.filter(({ type }) => types.includes(type));

/** Whether a property of one resource is another: by what the engine says of where it comes from, else by its id or name. */
export function refersTo(from: Judged, property: string, to: Judged): boolean {
	const sources = from.sources[property];
	if (sources !== undefined && sources.length > 0) return sources.includes(to.urn);
	const value = valueAt(from, property);
	return value !== undefined && (value === to.id || NAMES.some((name) => textAt(to, name) === value));
}

const NAMES = ["name", "queueName", "title"];

/** The Worker that a version is of. */
export const workerOf = (stack: Stack, version: Judged): Judged | undefined =>
	ofType(stack, TYPES.worker).find((worker) => refersTo(version, "workerId", worker));

/** The jurisdiction that something lies in; once it stands, the provider says `default` where there is none. */
export function jurisdictionOf(source: Judged | Binding): string | undefined {
	const jurisdiction = textAt(source, "jurisdiction");
	return jurisdiction === "default" || jurisdiction === "" ? undefined : jurisdiction;
}

/** Whether the internet reaches a Worker: on workers.dev, by a host name or by a route. */
export function isPublic(stack: Stack, worker: Judged): boolean {
	if (valueAt(worker, "subdomain.enabled") === true) return true;
	return (
		ofType(stack, TYPES.customDomain).some((domain) => refersTo(domain, "service", worker)) ||
		ofType(stack, TYPES.route).some((route) => refersTo(route, "script", worker))
	);
}

type Binding = Readonly<Record<string, unknown>>;

/** A version's bindings, all or of one of Cloudflare's types. */
export const bindingsOf = (version: Judged, type?: string): readonly Binding[] =>
	listAt(version, "bindings").filter((binding) => type === undefined || textAt(binding, "type") === type);

/** What the Worker reads as its settings: the JSON of its binding `SETTINGS`. */
export function settingsOf(version: Judged): Readonly<Record<string, unknown>> | null {
	const binding = bindingsOf(version, "json").find((entry) => textAt(entry, "name") === "SETTINGS");
	const text = binding === undefined ? undefined : textAt(binding, "json");
	if (text === undefined) return null;
	const parsed: unknown = parseJson(text);
	return typeof parsed === "object" && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : null;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
