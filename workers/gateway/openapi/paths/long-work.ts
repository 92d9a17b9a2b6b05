import type { Headers } from "../headers.ts";
import { forAdmin, json, jsonBody, type Paths } from "../operation.ts";
import { inPath } from "../parameters.ts";
import { COUNT, object, type Schema, TEXT, TIME } from "../schema.ts";

export const orNull = (schema: Schema): Schema => ({ oneOf: [schema, { type: "null" }] });
export const UUID = { type: "string", format: "uuid" } as const;

export const RUN = {
	id: UUID,
	state: { enum: ["running", "done", "failed"] },
	fault: { ...orNull(TEXT), description: "Why it failed." },
	startedAt: TIME,
	endedAt: orNull(TIME),
};

const EXPORT = object(
	{
		...RUN,
		tenant: TEXT,
		records: COUNT,
		events: COUNT,
		bytes: { ...COUNT, description: "Of the objects that are done." },
		manifest: { ...orNull(TEXT), description: "Its key in the archive's bucket, once the export is done." },
	},
	["records", "events", "bytes", "manifest"],
);
const IMPORT = object({ ...RUN, tenant: TEXT, records: COUNT, events: COUNT });
const REPLAY = object({ ...RUN, queue: TEXT, replayed: COUNT });

export const LOCATION: Headers = { location: { description: "Where it says how far it is.", required: true, schema: TEXT } };

export const LONG_WORK: Paths = {
	"/admin/tenants/{tenant}/exports": {
		post: forAdmin({
			id: "startExport",
			tag: "tenants",
			summary: "Export all that a tenant has",
			description: "Writes gzip NDJSON and a manifest to the archive's bucket. What is written while it runs may be in it or not.",
			parameters: [inPath("tenant")],
			answers: { 202: json("It has begun.", EXPORT, LOCATION) },
			problems: ["not-found", "conflict"],
		}),
	},
	"/admin/tenants/{tenant}/exports/{exportId}": {
		get: forAdmin({
			id: "getExport",
			tag: "tenants",
			summary: "How far an export is",
			parameters: [inPath("tenant"), inPath("exportId", UUID)],
			answers: { 200: json("The export.", EXPORT) },
			problems: ["not-found"],
		}),
	},
	"/admin/tenants/{tenant}/imports": {
		post: forAdmin({
			id: "startImport",
			tag: "tenants",
			summary: "Bring an export into a tenant that has nothing",
			parameters: [inPath("tenant")],
			requestBody: jsonBody(object({ export: { ...TEXT, description: "The key of its manifest." } })),
			answers: { 202: json("It has begun.", IMPORT, LOCATION) },
			problems: ["bad-json", "bad-parameter", "too-large", "not-found", "conflict"],
		}),
	},
	"/admin/tenants/{tenant}/imports/{importId}": {
		get: forAdmin({
			id: "getImport",
			tag: "tenants",
			summary: "How far an import is",
			parameters: [inPath("tenant"), inPath("importId", UUID)],
			answers: { 200: json("The import.", IMPORT) },
			problems: ["not-found"],
		}),
	},
	"/admin/dead-letters/replays": {
		post: forAdmin({
			id: "startReplay",
			tag: "dead letters",
			summary: "Send all messages of a queue once more",
			description: "Those that were queued from `from` on and before `to`, which is now if left out.",
			requestBody: jsonBody(object({ queue: { type: "string", pattern: "^[a-z0-9-]{1,63}$" }, from: TIME, to: TIME }, ["from", "to"])),
			answers: { 202: json("It has begun.", REPLAY, LOCATION) },
			problems: ["bad-json", "bad-parameter", "too-large"],
		}),
	},
	"/admin/dead-letters/replays/{replayId}": {
		get: forAdmin({
			id: "getReplay",
			tag: "dead letters",
			summary: "How far a replay is",
			parameters: [inPath("replayId", UUID)],
			answers: { 200: json("The replay.", REPLAY) },
			problems: ["not-found"],
		}),
	},
};
