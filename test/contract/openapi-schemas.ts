import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { DOCUMENT } from "../../workers/gateway/openapi/document.ts";
import type { Operation } from "../../workers/gateway/openapi/operation.ts";
import type { Schema } from "../../workers/gateway/openapi/schema.ts";
import { parseTime } from "../../workers/lib/http/parse-time.ts";
import type { Answer } from "./client.ts";

const ajv = new Ajv2020({ allErrors: true });
ajv.addFormat("date-time", (text) => parseTime(text) !== null);
ajv.addFormat("date", /^\d{4}-\d\d-\d\d$/);
ajv.addFormat("uri", (text) => URL.canParse(text));
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
ajv.addKeyword("components").addSchema({ $id: "urn:stagecraft:document", components: DOCUMENT.components });

const compiled = new Map<string, ValidateFunction>();

/** The document's own references, seen from outside of it. */
function compile(schema: Schema): ValidateFunction {
	const text = JSON.stringify(schema).replaceAll('"#/components/', '"urn:stagecraft:document#/components/');
	const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
	compiled.set(text, validate);
	return validate;
}

const check = (what: string, schema: Schema, value: unknown): string[] => {
	const validate = compile(schema);
	return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message}`);
};

/** What the answer has that the operation doesn't say of its status, and the reverse; nothing where they agree. */
export function findFaults(operation: Operation, { status, headers, text, json }: Answer): readonly string[] {
	const described = operation.responses[String(status)];
	if (!described) return [`status ${status} isn't described: ${text}`];
	const wrongHeaders = Object.entries(described.headers ?? {}).flatMap(([name, { required, schema }]) => {
		const value = headers.get(name);
		if (value === null) return required ? [`header ${name} is missing`] : [];
		return check(`header ${name}`, schema, schema["type"] === "integer" ? Number(value) : value);
	});
	const type = headers.get("content-type")?.split(";", 1)[0] ?? "";
	const [content] = Object.entries(described.content ?? {}).filter(([name]) => name === type);
	if (content) return [...wrongHeaders, ...check("body", content[1].schema, type.endsWith("json") ? json : text)];
	return described.content || text !== "" ? [...wrongHeaders, `content type ${type} isn't described`] : wrongHeaders;
}
