import { type Schema, TEXT } from "./schema.ts";

export interface Parameter {
	readonly name: string;
	readonly in: "path" | "query" | "header";
	readonly description?: string;
	readonly required?: boolean;
	readonly schema: Schema;
}

export const inPath = (name: string, schema: Schema = TEXT): Parameter => ({ name, in: "path", required: true, schema });
export const inQuery = (name: string, description: string, schema: Schema = TEXT): Parameter => ({
	name,
	in: "query",
	description,
	schema,
});
export const inHeader = (name: string, description: string, schema: Schema = TEXT): Parameter => ({
	name,
	in: "header",
	description,
	schema,
});

export const toLimit = (maximum: number): Parameter =>
	inQuery("limit", "Items a page.", { type: "integer", minimum: 1, maximum, default: 50 });

export const CURSOR_QUERY = inQuery("cursor", "The `cursor` of the page before.");
export const IF_MATCH = inHeader("if-match", "Entity tags, or `*`: the stored version must be one of them.");
export const IF_NONE_MATCH = inHeader("if-none-match", "Entity tags, or `*`: the stored version must be none of them.");
export const BOOKMARK_PARAMETER = inHeader("x-d1-bookmark", "The bookmark of an earlier answer: this one is no older.");
