import { forAdmin, json, jsonBody, type Paths } from "../operation.ts";
import { CURSOR_QUERY, inPath } from "../parameters.ts";
import { COUNT, list, NUMBER_ID, object, orNull, page, TENANT_ID, TEXT, TIME } from "../schema.ts";

const SITE = object({ location: TEXT, shards: list(TEXT) });

const MOVE = object({
	id: NUMBER_ID,
	tenant: TENANT_ID,
	phase: {
		enum: ["copying", "closing", "switched", "undoing", "done", "undone"],
		description: "`switched`: the tenant lives at its new place, and the old one is yet to be cleared.",
	},
	source: SITE,
	target: SITE,
	cancelled: { type: "boolean" },
	reason: orNull({ ...TEXT, description: "Why it was undone." }),
	rowsCopied: COUNT,
	rowsLeft: COUNT,
	pauseMs: orNull({ ...COUNT, description: "For how many milliseconds writes were refused." }),
	createdAt: TIME,
	endedAt: orNull(TIME),
});
const TO = {
	type: "string",
	pattern: "^[a-z0-9-]{1,64}$",
	description: "A shard of the pool, a region that has a pool, or `dedicated`: all databases of the tenant's own.",
} as const;

export const MOVES: Paths = {
	"/admin/tenants/{tenant}/moves": {
		get: forAdmin({
			id: "listMoves",
			tag: "moves",
			summary: "A tenant's moves, the newest first",
			parameters: [inPath("tenant", TENANT_ID), CURSOR_QUERY],
			answers: { 200: json("A page.", page("moves", MOVE)) },
			problems: ["bad-cursor", "not-found"],
		}),
		post: forAdmin({
			id: "startMove",
			tag: "moves",
			summary: "Move a tenant while it is in use",
			description: "A tenant moves once at a time. Reads go on all the while; writes get 503 for the moment of the switch.",
			parameters: [inPath("tenant", TENANT_ID)],
			requestBody: jsonBody(object({ to: TO })),
			answers: { 202: json("It has begun.", MOVE, { location: { description: "The move.", required: true, schema: TEXT } }) },
			problems: ["bad-json", "bad-parameter", "not-found", "conflict", "too-large"],
		}),
	},
	"/admin/tenants/{tenant}/moves/{id}": {
		get: forAdmin({
			id: "getMove",
			tag: "moves",
			summary: "How far a move is",
			parameters: [inPath("tenant", TENANT_ID), inPath("id", NUMBER_ID)],
			answers: { 200: json("The move.", MOVE) },
			problems: ["not-found"],
		}),
		delete: forAdmin({
			id: "cancelMove",
			tag: "moves",
			summary: "Cancel a move before its switch",
			parameters: [inPath("tenant", TENANT_ID), inPath("id", NUMBER_ID)],
			answers: { 202: json("It is being undone.", MOVE) },
			problems: ["conflict", "not-found"],
		}),
	},
};
