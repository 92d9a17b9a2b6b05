import { BOOKMARK, GZIP } from "../headers.ts";
import { forTenant, json, type Operation, type Paths } from "../operation.ts";
import { BOOKMARK_PARAMETER, CURSOR_QUERY, inHeader, inQuery, toLimit } from "../parameters.ts";
import { list, object, page, TIME } from "../schema.ts";

const ID = { type: "string", pattern: "^[\\x21-\\x7e]{1,128}$" } as const;
const NAME = { type: "string", minLength: 1, maxLength: 256 } as const;

const ORDER = { ...NAME, description: "Events of one key are stored in the order in which they were sent." } as const;

/** CloudEvents 1.0.2: other attributes and `data` pass through unread. */
const CLOUD_EVENT = {
	type: "object",
	properties: { specversion: { const: "1.0" }, id: ID, source: NAME, type: NAME, time: TIME, partitionkey: ORDER },
	required: ["specversion", "id", "source", "type"],
} as const;

const BODY: NonNullable<Operation["requestBody"]> = {
	required: true,
	content: {
		"application/cloudevents+json": { schema: CLOUD_EVENT },
		"application/cloudevents-batch+json": { schema: { ...list(CLOUD_EVENT), minItems: 1, maxItems: 500 } },
		"application/json": {
			schema: {
				description: "With `ce-specversion` the data of one event; else what is no CloudEvent is wrapped in one.",
				anyOf: [{ type: "object" }, { type: "array", minItems: 1, maxItems: 500, items: { type: "object" } }, {}],
			},
		},
	},
};

const RANGE = [
	inQuery("from", "The first moment that counts.", TIME),
	inQuery("to", "The first moment that no longer counts.", TIME),
	inQuery("type", "Only events of this type.", NAME),
] as const;

const ENCODING = inHeader(
	"accept-encoding",
	"With `gzip` the stream comes compressed; what came of one that broke off still gives its lines.",
);

export const EVENTS: Paths = {
	"/v1/events": {
		post: forTenant({
			id: "postEvents",
			tag: "events",
			summary: "Send events",
			description: "An event is kept once for its id: send all again, with the same ids, after an answer that didn't come.",
			parameters: [
				inHeader("idempotency-key", "For plain JSON: the event's id, in an array with `-` and its index."),
				inHeader("ce-type", "The type of plain JSON."),
				inHeader("ce-partitionkey", "The `partitionkey` of plain JSON."),
			],
			requestBody: BODY,
			answers: { 202: json("They are kept, and readable once they are delivered.", object({ ids: list(ID) })) },
			problems: ["bad-json", "bad-parameter", "unsupported-media-type"],
		}),
		get: forTenant({
			id: "listEvents",
			tag: "events",
			summary: "Events, newest first",
			description: "A page may be shorter than its limit, even empty: the list ends only where there is no cursor.",
			parameters: [...RANGE, toLimit(100), CURSOR_QUERY, BOOKMARK_PARAMETER],
			answers: { 200: json("A page.", page("events", { ...CLOUD_EVENT, required: [...CLOUD_EVENT.required, "time"] }), BOOKMARK) },
			problems: ["bad-parameter", "bad-cursor", "bad-bookmark"],
		}),
	},
	"/v1/events/export": {
		get: forTenant({
			id: "exportEvents",
			tag: "events",
			summary: "Every event of a range, as a stream",
			description:
				'NDJSON, newest first: a line an event, and now and then a line `{"cursor":"…"}`. Whole is what ends with the line `{"end":true}`; after any other end, go on from the last cursor that came.',
			parameters: [...RANGE, CURSOR_QUERY, BOOKMARK_PARAMETER, ENCODING],
			answers: {
				200: {
					description: "Events, line by line.",
					headers: { ...BOOKMARK, ...GZIP },
					content: { "application/x-ndjson": { schema: { description: "Lines of JSON." } } },
				},
			},
			problems: ["bad-parameter", "bad-cursor", "bad-bookmark"],
		}),
	},
};
