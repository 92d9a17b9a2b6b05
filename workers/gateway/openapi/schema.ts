/** A JSON Schema of the dialect 2020-12, which OpenAPI 3.1 takes as it is. */
export type Schema = Readonly<Record<string, unknown>>;

export const TEXT = { type: "string" } as const satisfies Schema;
export const TIME = { type: "string", format: "date-time" } as const satisfies Schema;
export const COUNT = { type: "integer", minimum: 0 } as const satisfies Schema;

/** A tenant's. */
export const TENANT_ID = { type: "string", pattern: "^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$" } as const satisfies Schema;
/** What the directory counts. */
export const NUMBER_ID = { type: "string", pattern: "^[1-9][0-9]{0,14}$" } as const satisfies Schema;

export const orNull = (schema: Schema): Schema => ({ oneOf: [schema, { type: "null" }] });

/** An object of these members and no others; all of them are always there, but for those named in `optional`. */
export function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
	const required = Object.keys(properties).filter((name) => !optional.includes(name));
	return { type: "object", properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
}

export const list = (items: Schema): Schema => ({ type: "array", items });

/** A page of a list: where it has no cursor, the list ends with it. */
export const page = (name: string, items: Schema): Schema => object({ [name]: list(items), cursor: CURSOR }, ["cursor"]);

const CURSOR = { type: "string", description: "Where the next page begins; says nothing to a client." } as const satisfies Schema;
