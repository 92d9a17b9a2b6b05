import type { Paths } from "./operation.ts";
import { DEAD_LETTERS } from "./paths/dead-letters.ts";
import { DELETIONS } from "./paths/deletions.ts";
import { EVENTS } from "./paths/events.ts";
import { FILES } from "./paths/files.ts";
import { JOBS } from "./paths/jobs.ts";
import { LIVE } from "./paths/live.ts";
import { LONG_WORK } from "./paths/long-work.ts";
import { MOVES } from "./paths/moves.ts";
import { RECORDS } from "./paths/records.ts";
import { RESTORES } from "./paths/restores.ts";
import { SERVICE } from "./paths/service.ts";
import { SESSIONS } from "./paths/sessions.ts";
import { SHARDS } from "./paths/shards.ts";
import { TENANTS } from "./paths/tenants.ts";
import { USAGE_PATHS } from "./paths/usage.ts";
import { PROBLEM } from "./problems.ts";

/** A group a file: what a client may ask for. */
const PATHS: Paths = {
	...SERVICE,
	...RECORDS,
	...EVENTS,
	...FILES,
	...JOBS,
	...USAGE_PATHS,
	...TENANTS,
	...MOVES,
	...RESTORES,
	...SHARDS,
	...DEAD_LETTERS,
	...LONG_WORK,
	...DELETIONS,
	...SESSIONS,
	...LIVE,
};

const DESCRIPTION = `Times are RFC 3339 in UTC, ids are case-sensitive, and a list is read page by page: send a page's \`cursor\` with the next request.
Every route answers HEAD where it has GET, OPTIONS with its methods, and any other method with 405 (\`method-not-allowed\`); a path that isn't here is 404 (\`not-found\`).
Faults are problem details (RFC 9457). 503 says \`Retry-After\`: the same request may succeed in a moment.`;

/** The HTTP contract as OpenAPI 3.1. A test holds it to the routes, another holds real answers to it. */
export const DOCUMENT = {
	openapi: "3.1.0",
	info: { title: "Stagecraft", version: "1", description: DESCRIPTION, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
	servers: [{ url: "/", description: "Where this document is." }],
	paths: PATHS,
	components: {
		schemas: { Problem: PROBLEM },
		securitySchemes: {
			tenantKey: { type: "http", scheme: "bearer", description: "A tenant's key, `sc_…`." },
			adminToken: { type: "http", scheme: "bearer", description: "The token of whoever runs the service." },
			adminSession: {
				type: "apiKey",
				in: "cookie",
				name: "__Host-session",
				description: "What `POST /admin/session` sets. A request that changes something must say that it comes from a page of this origin.",
			},
		},
	},
} as const;
