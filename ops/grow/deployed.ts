import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../local/json.ts";
import type { Resource } from "../../local/resource.ts";
import type { World } from "./world.ts";

const bindings = z.array(z.looseObject({ type: z.string(), name: z.string(), json: z.string().optional() }));

/** What runs by now, of one kind: `D1Database`. */
export const deployed = ({ account }: World, type: string): readonly Resource[] =>
	account.program().resources.filter((resource) => resource.type.endsWith(`:${type}`));

/** The settings that each version of a Worker has bound; `app` may be one a location. */
export function readSettings(world: World, worker: string): readonly JsonObject[] {
	const versions = deployed(world, "WorkerVersion").filter(({ name }) => new RegExp(`^${worker}(?:-.+)?-version$`).test(name));
	return versions.flatMap(({ inputs }) => {
		const found = bindings.parse(inputs["bindings"]).find(({ type, name }) => type === "json" && name === "SETTINGS");
		const settings: unknown = JSON.parse(found?.json ?? "null");
		return isObject(settings) ? [settings] : [];
	});
}

const isObject = (value: unknown): value is JsonObject => isJsonObject(value);
