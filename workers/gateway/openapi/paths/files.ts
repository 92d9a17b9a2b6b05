import { ETAG, type Headers } from "../headers.ts";
import { empty, forTenant, json, jsonBody, type Paths } from "../operation.ts";
import { CURSOR_QUERY, IF_MATCH, IF_NONE_MATCH, inHeader, inPath, inQuery, toLimit } from "../parameters.ts";
import { COUNT, list, object, page, TEXT, TIME } from "../schema.ts";

const BYTES = {
	"application/octet-stream": { schema: { type: "string", description: "The bytes, of the content type that they came with." } },
};
const NAME = inPath("name", {
	type: "string",
	description:
		"Segments parted by `/`, each percent-encoded by itself: 900 bytes of UTF-8 at most, no empty segment, no `.` or `..`, no control character.",
});
const UPLOAD = inPath("upload");
const FILE = object({ name: TEXT, bytes: COUNT, contentType: TEXT, etag: TEXT, uploadedAt: TIME });
const UPLOADING = {
	id: TEXT,
	name: TEXT,
	contentType: TEXT,
	bytes: COUNT,
	partBytes: { ...COUNT, description: "Of each part but the last one, which has the rest." },
	parts: COUNT,
	expiresAt: TIME,
};
const SIGNED = object({
	method: TEXT,
	url: { type: "string", format: "uri" },
	headers: { type: "object", additionalProperties: TEXT },
	expiresAt: TIME,
});
const PART = object({ part: COUNT, bytes: COUNT, etag: TEXT });
const LENGTH = inHeader("content-length", "How many bytes follow: a body without a length is refused.", COUNT);
const RANGES: Headers = {
	...ETAG,
	"accept-ranges": { description: "Ranges are of bytes.", schema: TEXT },
	"content-disposition": { description: "Always a download.", schema: TEXT },
};
const LOCATION: Headers = { location: { description: "Where its parts go.", required: true, schema: TEXT } };

export const FILES: Paths = {
	"/v1/files": {
		get: forTenant({
			id: "listFiles",
			tag: "files",
			summary: "Files, in the order of their names' bytes",
			parameters: [inQuery("prefix", "What the names begin with."), toLimit(100), CURSOR_QUERY],
			answers: { 200: json("A page.", page("files", FILE)) },
			problems: ["bad-parameter", "bad-cursor"],
		}),
		post: forTenant({
			id: "beginUpload",
			tag: "files",
			summary: "Begin an upload in parts",
			description:
				"For files that one request can't carry, or that must survive a broken connection. Until it is completed there is no new file.",
			requestBody: jsonBody(object({ name: TEXT, contentType: TEXT, bytes: { type: "integer", minimum: 1 } })),
			answers: { 201: json("Send each part.", object(UPLOADING), LOCATION) },
			problems: ["bad-json", "bad-parameter", "unsupported-media-type"],
		}),
	},
	"/v1/files/{name}": {
		get: forTenant({
			id: "getFile",
			tag: "files",
			summary: "A file, or a range of it",
			parameters: [
				NAME,
				inHeader("range", "One range of bytes; several are answered by the whole file."),
				inHeader("if-range", "The range counts only while this is the file's entity tag."),
				IF_MATCH,
				IF_NONE_MATCH,
			],
			answers: {
				200: { description: "The file.", headers: RANGES, content: BYTES },
				206: {
					description: "The range.",
					headers: { ...RANGES, "content-range": { description: "Which bytes.", required: true, schema: TEXT } },
					content: BYTES,
				},
				304: empty("The client has it.", ETAG),
			},
			problems: ["bad-parameter", "not-found", "precondition-failed", "range-not-satisfiable"],
		}),
		put: forTenant({
			id: "putFile",
			tag: "files",
			summary: "Store a file in one step",
			description: "Of two at one time with `if-none-match: *` one wins; without conditions the later one stays. Never is there a mix.",
			parameters: [NAME, LENGTH, IF_MATCH, IF_NONE_MATCH],
			requestBody: { required: true, content: BYTES },
			answers: { 200: json("It is stored.", FILE, ETAG), 201: json("It is stored and new.", FILE, ETAG) },
			problems: ["bad-parameter", "length-required", "precondition-failed", "unsupported-media-type"],
		}),
		post: forTenant({
			id: "signFileUrl",
			tag: "files",
			summary: "A URL for the file, past this service",
			description:
				"Holds for a short time, for one method and, to write, for exactly this type and length. `onlyNew` refuses to write over a file. Without a key pair there is none (501).",
			parameters: [NAME],
			requestBody: jsonBody({
				oneOf: [
					object({ method: { const: "GET" } }),
					object({ method: { const: "PUT" }, contentType: TEXT, bytes: COUNT, onlyNew: { type: "boolean" } }, ["onlyNew"]),
				],
			}),
			answers: { 201: json("Send exactly these headers.", SIGNED) },
			problems: ["bad-json", "bad-parameter", "unsupported-media-type", "not-offered"],
		}),
		delete: forTenant({
			id: "deleteFile",
			tag: "files",
			summary: "Delete a file",
			parameters: [NAME],
			answers: { 204: empty("It isn't there any more, or never was.") },
			problems: ["bad-parameter"],
		}),
	},
	"/v1/uploads/{upload}": {
		get: forTenant({
			id: "getUpload",
			tag: "files",
			summary: "Which parts are there already",
			parameters: [UPLOAD],
			answers: { 200: json("An interrupted client sends the others.", object({ ...UPLOADING, uploaded: list(PART) })) },
			problems: ["not-found"],
		}),
		post: forTenant({
			id: "completeUpload",
			tag: "files",
			summary: "Make the file of its parts",
			description: "Asked again, it answers the same.",
			parameters: [UPLOAD],
			answers: { 201: json("The file is there.", FILE, ETAG) },
			problems: ["bad-parameter", "not-found", "conflict"],
		}),
		delete: forTenant({
			id: "abortUpload",
			tag: "files",
			summary: "Give an upload up",
			parameters: [UPLOAD],
			answers: { 204: empty("Its parts are gone.") },
			problems: ["not-found"],
		}),
	},
	"/v1/uploads/{upload}/{part}": {
		put: forTenant({
			id: "putPart",
			tag: "files",
			summary: "Send a part, or send it again",
			parameters: [UPLOAD, inPath("part", { type: "integer", minimum: 1, maximum: 10_000 }), LENGTH],
			requestBody: { required: true, content: BYTES },
			answers: { 200: json("It is there.", PART, ETAG) },
			problems: ["bad-parameter", "not-found", "length-required", "conflict"],
		}),
	},
};
