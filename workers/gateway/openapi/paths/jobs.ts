import type { Headers } from "../headers.ts";
import { empty, forTenant, json, jsonBody, type Paths } from "../operation.ts";
import { CURSOR_QUERY, inPath, toLimit } from "../parameters.ts";
import { COUNT, list, object, page, TEXT, TIME } from "../schema.ts";

const KIND = { enum: ["import-events"] } as const;
const FORMAT = { enum: ["ndjson", "csv"] } as const;
const MEMBERS = {
	id: TEXT,
	kind: KIND,
	file: TEXT,
	format: FORMAT,
	state: { enum: ["waiting", "running", "done", "failed", "canceled"] },
	bytes: object({ done: COUNT, total: COUNT }),
	events: { ...COUNT, description: "On their way to the queue." },
	badLines: { ...COUNT, description: "Left out." },
	reason: { type: ["string", "null"], description: "Why it failed, or waits to try again." },
	createdAt: TIME,
	updatedAt: TIME,
};
const JOB = object(MEMBERS);
const ERRORS = { ...list(object({ line: COUNT, reason: TEXT })), description: "The first of the lines that were left out." };
const DETAILS = object({ ...MEMBERS, errors: ERRORS });
const LOCATION: Headers = { location: { description: "Where it is read.", required: true, schema: TEXT } };
const ONE = [inPath("job")];

export const JOBS: Paths = {
	"/v1/jobs": {
		get: forTenant({
			id: "listJobs",
			tag: "jobs",
			summary: "Jobs, newest first",
			parameters: [toLimit(100), CURSOR_QUERY],
			answers: { 200: json("A page.", page("jobs", JOB)) },
			problems: ["bad-parameter", "bad-cursor"],
		}),
		post: forTenant({
			id: "startJob",
			tag: "jobs",
			summary: "Import a file of events",
			description:
				"A line each (NDJSON), or a row each under a header (CSV). Lines that are no events are counted and left out. Imported again, the same file adds nothing.",
			requestBody: jsonBody(object({ kind: KIND, file: TEXT, format: FORMAT })),
			answers: { 202: json("It is stored and will run.", JOB, LOCATION) },
			problems: ["bad-json", "bad-parameter", "not-found", "unsupported-media-type"],
		}),
	},
	"/v1/jobs/{job}": {
		get: forTenant({
			id: "getJob",
			tag: "jobs",
			summary: "How far a job is",
			parameters: ONE,
			answers: { 200: json("The job.", DETAILS) },
			problems: ["bad-parameter", "not-found"],
		}),
		delete: forTenant({
			id: "cancelJob",
			tag: "jobs",
			summary: "Stop a job",
			description: "What it has written stays.",
			parameters: ONE,
			answers: { 204: empty("It does nothing more.") },
			problems: ["bad-parameter", "not-found", "conflict"],
		}),
	},
	"/v1/jobs/{job}/progress": {
		get: forTenant({
			id: "followJob",
			tag: "jobs",
			summary: "Hear of each chunk",
			description:
				"A WebSocket: the job as JSON at once and after each chunk; it is closed when the job has ended. `ping` is answered by `pong`.",
			parameters: ONE,
			answers: { 101: empty("The WebSocket is open."), 200: json("Without an upgrade.", DETAILS) },
			problems: ["bad-parameter", "not-found"],
		}),
	},
};
