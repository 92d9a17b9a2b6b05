import { BOOKMARK, ETAG } from "../headers.ts";
import { empty, forTenant, json, jsonBody, type Paths } from "../operation.ts";
import { BOOKMARK_PARAMETER, CURSOR_QUERY, IF_MATCH, IF_NONE_MATCH, inPath, toLimit } from "../parameters.ts";
import { object, page, TEXT, TIME } from "../schema.ts";

const ID = { type: "string", pattern: "^[A-Za-z0-9._~:@-]{1,128}$" } as const;
const RECORD = { description: "Any JSON, returned byte for byte as it was sent." } as const;
const LISTED = object({ id: ID, etag: TEXT, updatedAt: TIME, data: RECORD });
const ONE = [inPath("collection", ID), inPath("id", ID)];
const TAGGED = { ...ETAG, ...BOOKMARK };
const ANY = ["bad-parameter", "bad-bookmark"] as const;

export const RECORDS: Paths = {
	"/v1/records/{collection}": {
		get: forTenant({
			id: "listRecords",
			tag: "records",
			summary: "A collection, in the order of its ids",
			parameters: [inPath("collection", ID), toLimit(100), CURSOR_QUERY, BOOKMARK_PARAMETER],
			answers: { 200: json("A page.", page("records", LISTED), BOOKMARK) },
			problems: [...ANY, "bad-cursor"],
		}),
	},
	"/v1/records/{collection}/{id}": {
		get: forTenant({
			id: "getRecord",
			tag: "records",
			summary: "One record",
			description: "Without a bookmark it may come from a cache; with one it is no older than what that has seen.",
			parameters: [...ONE, IF_MATCH, IF_NONE_MATCH, BOOKMARK_PARAMETER],
			answers: { 200: json("The record.", RECORD, TAGGED), 304: empty("The client has it.", TAGGED) },
			problems: [...ANY, "not-found", "precondition-failed"],
		}),
		put: forTenant({
			id: "putRecord",
			tag: "records",
			summary: "Write a record whole",
			parameters: [...ONE, IF_MATCH, IF_NONE_MATCH, BOOKMARK_PARAMETER],
			requestBody: jsonBody(RECORD),
			answers: { 200: empty("It was written over.", TAGGED), 201: empty("It is new.", TAGGED) },
			problems: [...ANY, "bad-json", "precondition-failed", "unsupported-media-type"],
		}),
		delete: forTenant({
			id: "deleteRecord",
			tag: "records",
			summary: "Delete a record",
			parameters: [...ONE, IF_MATCH, BOOKMARK_PARAMETER],
			answers: { 204: empty("It is gone.", BOOKMARK) },
			problems: [...ANY, "not-found", "precondition-failed"],
		}),
	},
};
