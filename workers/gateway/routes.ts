import { MAX_BODY_BYTES } from "../lib/events/parse-events.ts";
import { MAX_JSON_BYTES } from "../lib/http/read-json.ts";
import { MAX_RECORD_BYTES } from "../lib/records/record.ts";

/** A tenant route: who answers it and what it takes. Whatever is not in the table is not reachable. */
export interface TenantRoute {
	readonly pattern: string;
	readonly methods: readonly string[];
	/** A longer Content-Length is refused before the body is read; who reads the body counts the bytes that do come. */
	readonly maxBytes: number;
}

/** The longest body that any zone lets through (/workers/platform/limits/, 2026-09-05); `app` knows what the plan takes. */
const MAX_REQUEST_BYTES = 5_000_000_000;

/** The routes that `app` answers. */
export const APP_ROUTES: readonly TenantRoute[] = [
	{ pattern: "/v1/records/:collection", methods: ["GET"], maxBytes: 0 },
	{ pattern: "/v1/records/:collection/:id", methods: ["GET", "PUT", "DELETE"], maxBytes: MAX_RECORD_BYTES },
	{ pattern: "/v1/events", methods: ["GET", "POST"], maxBytes: MAX_BODY_BYTES },
	{ pattern: "/v1/events/export", methods: ["GET"], maxBytes: 0 },
	{ pattern: "/v1/files", methods: ["GET", "POST"], maxBytes: MAX_JSON_BYTES },
	{ pattern: "/v1/files/:name{.+}", methods: ["GET", "PUT", "POST", "DELETE"], maxBytes: MAX_REQUEST_BYTES },
	{ pattern: "/v1/uploads/:upload", methods: ["GET", "POST", "DELETE"], maxBytes: MAX_JSON_BYTES },
	{ pattern: "/v1/uploads/:upload/:part", methods: ["PUT"], maxBytes: MAX_REQUEST_BYTES },
	{ pattern: "/v1/jobs", methods: ["GET", "POST"], maxBytes: MAX_JSON_BYTES },
	{ pattern: "/v1/jobs/:job", methods: ["GET", "DELETE"], maxBytes: 0 },
	{ pattern: "/v1/jobs/:job/progress", methods: ["GET"], maxBytes: 0 },
];

/** The most that the knob `live.maxMessage` may say. */
export const MAX_LIVE_BYTES = 1_048_576;
/** Far above what a ticket needs. */
export const MAX_TICKET_BYTES = 4_096;

export const isWrite = (method: string) => method !== "GET" && method !== "HEAD";
