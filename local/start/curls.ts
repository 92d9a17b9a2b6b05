import type { Tenant } from "./tenants.ts";

export type Curl = { readonly title: string; readonly command: string };

type Call = {
	readonly title: string;
	readonly path: string;
	readonly key: string | undefined;
	readonly method?: string;
	readonly body?: unknown;
};

/** Where the gateway describes its routes. */
export const toOpenApi = (gateway: string) => `${gateway}/openapi.json`;

/** A command for each main route, ready to paste, with the real address and key. */
export function makeCurls(gateway: string, adminToken: string, tenant: Tenant | undefined): readonly Curl[] {
	const key = tenant?.key;
	const ofTenant: readonly Call[] = [
		{ title: "write a record", path: "/v1/records/books/1", key, method: "PUT", body: { title: "Emma", year: 1815 } },
		{ title: "read it", path: "/v1/records/books/1", key },
		{ title: "list records", path: "/v1/records/books?limit=10", key },
		{ title: "send an event", path: "/v1/events", key, body: { type: "book.sold", price: 12 } },
		{ title: "list events", path: "/v1/events?limit=10", key },
		{ title: "publish to a live room", path: "/v1/live/lobby", key, body: { text: "hello" } },
		{ title: "a browser's ticket for it", path: "/v1/live/lobby/tickets", key, body: { member: "alice" } },
		{ title: "usage today", path: "/v1/usage", key },
		{ title: "usage by day", path: "/v1/stats?fresh=true", key },
	];
	const ofAdmin: readonly Call[] = [
		{ title: "list tenants", path: "/admin/tenants", key: adminToken },
		{ title: "add a tenant", path: "/admin/tenants", key: adminToken, body: { id: "acme" } },
		{ title: "dead letters", path: "/admin/dead-letters", key: adminToken },
	];
	const calls: readonly Call[] = tenant === undefined ? [] : [...ofTenant, ...ofAdmin];
	return [{ title: "health", path: "/health", key: undefined }, ...calls].map((call) => toCurl(gateway, call));
}

function toCurl(gateway: string, { title, path, key, method, body }: Call): Curl {
	const words = ["curl -s"];
	if (method !== undefined) words.push(`-X ${method}`);
	words.push(path.includes("?") ? `'${gateway}${path}'` : `${gateway}${path}`);
	if (key !== undefined) words.push(`-H 'Authorization: Bearer ${key}'`);
	if (body !== undefined) words.push(`-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`);
	return { title, command: words.join(" ") };
}
