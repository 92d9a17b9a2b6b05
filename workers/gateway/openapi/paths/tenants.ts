import { empty, forAdmin, json, jsonBody, type Paths } from "../operation.ts";
import { CURSOR_QUERY, inPath, toLimit } from "../parameters.ts";
import { COUNT, list, object, page, TENANT_ID, TEXT, TIME } from "../schema.ts";

import { DELETE_TENANT } from "./deletions.ts";

const PLAN = { type: "string", pattern: "^[a-z0-9][a-z0-9-]{0,31}$", default: "standard" } as const;
const KEY_ID = { type: "string", pattern: "^[0-9a-f]{24}$" } as const;
const SECRET = { type: "string", description: "Shown this once." } as const;

const TENANT = object({
	id: TENANT_ID,
	plan: PLAN,
	region: TEXT,
	state: { enum: ["opening", "open", "closed"] },
	shards: list(TEXT),
	createdAt: TIME,
});
const NEW_TENANT = object(
	{ id: TENANT_ID, plan: PLAN, region: { ...TEXT, description: "Where its data is kept; the home region if left out." } },
	["plan", "region"],
);
const KEY = object({ keyId: KEY_ID, createdAt: TIME, revokedAt: { oneOf: [TIME, { type: "null" }] } });
const COLLECTION = { type: "string", pattern: "^[A-Za-z0-9._~:@-]{1,128}$" } as const;
const PURGE = object({ collection: { ...COLLECTION, description: "Only this collection's records; all of the tenant if left out." } }, [
	"collection",
]);
const PURGED = object({ tenant: TENANT_ID, collection: { oneOf: [COLLECTION, { type: "null" }] }, withinSeconds: COUNT });
const PAGE = [toLimit(200), CURSOR_QUERY];

export const TENANTS: Paths = {
	"/admin/tenants": {
		get: forAdmin({
			id: "listTenants",
			tag: "tenants",
			summary: "All tenants, by id",
			parameters: PAGE,
			answers: { 200: json("A page.", page("tenants", TENANT)) },
			problems: ["bad-parameter", "bad-cursor"],
		}),
		post: forAdmin({
			id: "createTenant",
			tag: "tenants",
			summary: "Create a tenant",
			description: "After an answer that didn't come, the same request completes it; once it has answered, it is a conflict.",
			requestBody: jsonBody(NEW_TENANT),
			answers: { 201: json("The tenant with its first key.", object({ id: TENANT_ID, keyId: KEY_ID, key: SECRET })) },
			problems: ["bad-json", "bad-parameter", "conflict", "too-large", "no-room"],
		}),
	},
	"/admin/tenants/{tenant}": {
		get: forAdmin({
			id: "getTenant",
			tag: "tenants",
			summary: "One tenant",
			parameters: [inPath("tenant", TENANT_ID)],
			answers: { 200: json("The tenant.", TENANT) },
			problems: ["not-found"],
		}),
		delete: DELETE_TENANT,
	},
	"/admin/tenants/{tenant}/cache-purges": {
		post: forAdmin({
			id: "purgeCaches",
			tag: "tenants",
			summary: "Drop what is cached of a tenant",
			description: "After a change of its data that went round the API. One write, however much is cached.",
			parameters: [inPath("tenant", TENANT_ID)],
			requestBody: { ...jsonBody(PURGE), required: false },
			answers: { 202: json("Nothing older is answered after `withinSeconds`.", PURGED) },
			problems: ["bad-json", "bad-parameter", "not-found", "too-large"],
		}),
	},
	"/admin/tenants/{tenant}/keys": {
		get: forAdmin({
			id: "listKeys",
			tag: "tenants",
			summary: "A tenant's keys, without their secrets",
			parameters: [inPath("tenant", TENANT_ID), ...PAGE],
			answers: { 200: json("A page.", page("keys", KEY)) },
			problems: ["bad-parameter", "bad-cursor", "not-found"],
		}),
		post: forAdmin({
			id: "createKey",
			tag: "tenants",
			summary: "One more key for a tenant",
			parameters: [inPath("tenant", TENANT_ID)],
			answers: { 201: json("The key.", object({ keyId: KEY_ID, key: SECRET })) },
			problems: ["not-found"],
		}),
	},
	"/admin/tenants/{tenant}/keys/{keyId}": {
		delete: forAdmin({
			id: "revokeKey",
			tag: "tenants",
			summary: "Revoke a key",
			description: "WebSockets that were opened with it are closed soon after, with 4003.",
			parameters: [inPath("tenant", TENANT_ID), inPath("keyId", KEY_ID)],
			answers: { 204: empty("It is revoked, now or since before.") },
			problems: ["not-found"],
		}),
	},
};
