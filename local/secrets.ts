import type { Json, JsonObject } from "./json.ts";
import { isJsonObject } from "./json.ts";

/** Pulumi's wire mark of a secret (`specialSigKey` and `specialSecretSig` in its SDK). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

export type Revealed = { readonly value: JsonObject; readonly secretPaths: readonly string[] };

/** Takes secrets out of their wire form and notes where they were. */
export function reveal(properties: JsonObject): Revealed {
	const secretPaths: string[] = [];
	const value: Record<string, Json> = {};
	for (const [key, property] of Object.entries(properties)) value[key] = revealAt(property, key, secretPaths);
	return { value, secretPaths };
}

/** Replaces what was secret by `[secret]`, for printing and for golden files. */
export function redact(properties: JsonObject, secretPaths: readonly string[]): JsonObject {
	const secret = new Set(secretPaths);
	return Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, redactAt(property, key, secret)]));
}

function revealAt(value: Json, path: string, secretPaths: string[]): Json {
	if (isJsonObject(value)) {
		if (value[SIGNATURE_KEY] === SECRET_SIGNATURE) {
			secretPaths.push(path);
			return revealAt(value["value"] ?? null, path, []);
		}
		return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealAt(item, `${path}.${key}`, secretPaths)]));
	}
	return isList(value) ? value.map((item, index) => revealAt(item, `${path}[${index}]`, secretPaths)) : value;
}

function redactAt(value: Json, path: string, secret: ReadonlySet<string>): Json {
	if (secret.has(path)) return "[secret]";
	if (isJsonObject(value)) {
		return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactAt(item, `${path}.${key}`, secret)]));
	}
	return isList(value) ? value.map((item, index) => redactAt(item, `${path}[${index}]`, secret)) : value;
}

function isList(value: Json): value is readonly Json[] {
	return Array.isArray(value);
}
