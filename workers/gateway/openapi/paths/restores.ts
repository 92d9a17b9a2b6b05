import { forAdmin, json, jsonBody, type Paths } from "../operation.ts";
import { CURSOR_QUERY, inPath, inQuery } from "../parameters.ts";
import { COUNT, NUMBER_ID, object, orNull, page, TENANT_ID, TEXT, TIME } from "../schema.ts";

const EVENTS = {
	enum: ["keep", "remove"],
	default: "keep",
	description: "Whether events whose time is later stay, or are removed for good.",
} as const;

const MANIFEST = {
	...TEXT,
	maxLength: 1024,
	description: "The key of a manifest, as the export's run says it: `exports/acme/…/manifest.json`.",
} as const;

const RESTORE = object({
	id: NUMBER_ID,
	tenant: TENANT_ID,
	to: { ...TIME, description: "With an export, when that began." },
	events: EVENTS,
	export: orNull({ ...TEXT, description: "The manifest of the export from which the records come." }),
	phase: {
		enum: ["beginning", "closing", "restoring", "undoing", "done", "undone"],
		description: "`undone`: nothing was changed.",
	},
	reason: orNull({ ...TEXT, description: "Why it was undone." }),
	rowsRestored: { ...COUNT, description: "Rows that are again as they were, those that are gone again among them." },
	pauseMs: orNull({ ...COUNT, description: "For how many milliseconds writes were refused." }),
	createdAt: TIME,
	endedAt: orNull(TIME),
});

const HISTORY = object({
	tenant: TENANT_ID,
	since: orNull({ ...TIME, description: "The earliest time that can be restored; null where no history is kept." }),
	to: TIME,
	rowsChanged: orNull({ ...COUNT, description: "Rows that have changed after `to`: what a restore brings back." }),
	eventsArchived: { type: "boolean", description: "Whether the archive has later events, which a restore can't remove." },
});

export const RESTORES: Paths = {
	"/admin/tenants/{tenant}/history": {
		get: forAdmin({
			id: "getHistory",
			tag: "restores",
			summary: "How far back a tenant can be restored, and what that would change",
			parameters: [inPath("tenant", TENANT_ID), inQuery("to", "The time to restore to; now without it.", TIME)],
			answers: { 200: json("The history.", HISTORY) },
			problems: ["bad-parameter", "not-found"],
		}),
	},
	"/admin/tenants/{tenant}/restores": {
		get: forAdmin({
			id: "listRestores",
			tag: "restores",
			summary: "A tenant's restores, the newest first",
			parameters: [inPath("tenant", TENANT_ID), CURSOR_QUERY],
			answers: { 200: json("A page.", page("restores", RESTORE)) },
			problems: ["bad-cursor", "not-found"],
		}),
		post: forAdmin({
			id: "startRestore",
			tag: "restores",
			summary: "Bring one tenant's records back to what they were at a time, or in an export",
			description:
				"Its neighbours stay as they are. Writes of the tenant get 503 until its records are back. What they were before is kept, so that a restore can be taken back by another, to the time before it.",
			parameters: [inPath("tenant", TENANT_ID)],
			requestBody: jsonBody({
				oneOf: [object({ to: TIME, events: EVENTS }, ["events"]), object({ export: MANIFEST, events: EVENTS }, ["events"])],
			}),
			answers: { 202: json("It has begun.", RESTORE, { location: { description: "The restore.", required: true, schema: TEXT } }) },
			problems: ["bad-json", "bad-parameter", "not-found", "conflict", "too-large"],
		}),
	},
	"/admin/tenants/{tenant}/restores/{id}": {
		get: forAdmin({
			id: "getRestore",
			tag: "restores",
			summary: "How far a restore is",
			parameters: [inPath("tenant", TENANT_ID), inPath("id", NUMBER_ID)],
			answers: { 200: json("The restore.", RESTORE) },
			problems: ["not-found"],
		}),
	},
};
