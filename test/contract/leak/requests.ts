import fc from "fast-check";
import type { Operation } from "../../../workers/gateway/openapi/operation.ts";
import type { Parameter } from "../../../workers/gateway/openapi/parameters.ts";
import { BILLED_HEADER } from "../../../workers/lib/meter/billed-header.ts";
import { EVENTS_HEADER, MOVED_HEADER, REQUEST_ID_HEADER, TENANT_HEADER } from "../../../workers/lib/tenant-context.ts";
import type { RawCall } from "./raw-call.ts";
import type { Resident } from "./resident.ts";

type Text = fc.Arbitrary<string>;

/** Ways to another tenant's place that a name could try, sent as they stand here. */
function toTwists(value: string, { id }: Resident): readonly string[] {
	const up = ["..", "%2e%2e", "%2E%2e", "..%2f..", "%252e%252e", "..%5c", "..;", "%c0%ae%c0%ae"];
	return [
		...up.flatMap((dots) => [`${dots}/${id}/${value}`, `${dots}%2F${id}%2F${value}`, `x/${dots}/${dots}/${id}/${value}`]),
		`/${id}/${value}`,
		`%2F${id}%2F${value}`,
		`files/${id}/${value}`,
		`https://${id}/${value}`,
		`${value}%00`,
		`%00${value}`,
		`${value}%0a`,
		`${value}%0D%0Ax-injected: 1`,
		`${value}/`,
		`./${value}`,
		`${value}%20`,
		value.toUpperCase(),
		value.slice(0, -1),
		`${value}*`,
		"*",
		"%25",
		`${id}`,
		`%EF%BC%8E%EF%BC%8E/${id}/${value}`,
	].map((text) => text.replaceAll(/[^\x21-\x7e]/g, "_"));
}

function toPathText(name: string, victim: Resident): Text {
	const values = victim.known[name];
	if (values === undefined) throw new Error(`no generator for {${name}} in a path: say in moveIn() what a tenant knows by that name`);
	const exact = fc.constantFrom(...values);
	const twisted = exact.chain((value) => fc.constantFrom(...toTwists(value, victim)));
	return fc.oneof({ weight: 2, arbitrary: exact }, { weight: 1, arbitrary: twisted });
}

const DAY = 86_400_000;
const toInstant = (days: number) => new Date(Math.floor(Date.now() / DAY) * DAY + days * DAY).toISOString();

type FromVictim = (victim: Resident) => Text;

/** By the parameter's name, of queries and of headers. */
const VALUES: Readonly<Record<string, FromVictim>> = {
	cursor: ({ cursors }) =>
		fc.oneof(
			fc.constantFrom(...cursors),
			fc.constantFrom(...cursors).map((cursor) => cursor.slice(0, -2)),
		),
	limit: () => fc.constantFrom("1", "2", "100"),
	confirm: ({ id }) => fc.constant(id),
	fresh: () => fc.constantFrom("true", "false"),
	prefix: (victim) => fc.constantFrom("", "/", "..", `../${victim.id}/`, `${victim.id}/`, "reports/", victim.known["name"]?.[0] ?? ""),
	from: () => fc.constantFrom(-30, -4, -3).map(toInstant),
	to: () => fc.constantFrom(-2, -1, 1).map(toInstant),
	type: () => fc.constantFrom("paid", "none"),
	ticket: ({ tickets }) => fc.constantFrom(...tickets),
	member: ({ id }) => fc.constant(id),
	queue: ({ id }) => fc.constantFrom("events", id),
	"accept-encoding": () => fc.constantFrom("gzip", "identity"),
	range: () => fc.constantFrom("bytes=0-", "bytes=-4", "bytes=0-0"),
	"if-range": ({ etags }) => fc.constantFrom(...etags),
	"if-match": ({ etags }) => fc.constantFrom("*", ...etags),
	"if-none-match": ({ etags }) => fc.constantFrom("*", ...etags),
	"x-d1-bookmark": ({ bookmarks }) => fc.constantFrom(...bookmarks),
	"idempotency-key": ({ known }) => fc.constantFrom(...(known["id"] ?? [])),
	"ce-type": () => fc.constant("paid"),
	"ce-partitionkey": ({ id }) => fc.constant(id),
};
/** Told by the connection. */
const OF_THE_CONNECTION = ["content-length"];

function toValues(parameters: readonly Parameter[], victim: Resident): fc.Arbitrary<Readonly<Record<string, string>>> {
	const entries = parameters
		.filter(({ name }) => !OF_THE_CONNECTION.includes(name))
		.map(({ name, in: place }) => {
			const make = VALUES[name];
			if (!make) throw new Error(`no generator for ${name} in a ${place}: add it to VALUES`);
			return [name, make(victim)] as const;
		});
	const some = fc.record(Object.fromEntries(entries), { requiredKeys: [] });
	// An absent one is undefined to the compiler, and never there.
	const present = some.map((values) =>
		Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
	);
	return fc.oneof(fc.constant({}), present);
}

interface Body {
	readonly type: string;
	readonly text: string;
}

const json = (value: unknown, type = "application/json"): Body => ({ type, text: JSON.stringify(value) });
const text = (value: string): Body => ({ type: "text/plain", text: value });

/** What a tenant says for itself; by operation. */
const BODIES: Readonly<Record<string, (victim: Resident) => readonly Body[]>> = {
	putRecord: () => [json({ own: 1 })],
	postEvents: ({ id }) => [
		json({ specversion: "1.0", id: "e-1", source: `/${id}`, type: "paid" }, "application/cloudevents+json"),
		json([{ tenant: id }]),
	],
	putFile: () => [text("own")],
	putPart: () => [text("own".repeat(11))],
	beginUpload: ({ id, known }) => [
		json({ name: known["name"]?.[0], contentType: "text/plain", bytes: 3 }),
		json({ name: `../${id}/x`, contentType: "text/plain", bytes: 3 }),
	],
	signFileUrl: () => [json({ method: "GET" }), json({ method: "PUT", contentType: "text/plain", bytes: 3 })],
	startJob: ({ known }) => [json({ kind: "import-events", file: known["name"]?.[0], format: "ndjson" })],
	publishToRoom: ({ id }) => [json({ type: "presence", tenant: id })],
	issueTicket: ({ id }) => [json({ member: id, seconds: 5 })],
};

const isOfTenants = ({ security }: Operation) => security.some((scheme) => "tenantKey" in scheme);

function toBodies(operation: Operation, victim: Resident): readonly (Body | null)[] {
	if (!operation.requestBody) return [null];
	const bodies = BODIES[operation.operationId]?.(victim);
	if (bodies) return bodies;
	// An admin route refuses a tenant's key before it reads.
	if (!isOfTenants(operation)) return [json({ id: victim.id, tenant: victim.id })];
	throw new Error(`no generator for the body of ${operation.operationId}: add it to BODIES`);
}

/** What only our own Workers say to one another, and who a proxy would say that it speaks for. */
const toForged = ({ id, context }: Resident) =>
	fc.record(
		{
			[TENANT_HEADER]: fc.constantFrom(context, id),
			[REQUEST_ID_HEADER]: fc.constant(id),
			[EVENTS_HEADER]: fc.constant("1"),
			[MOVED_HEADER]: fc.constant("elsewhere"),
			[BILLED_HEADER]: fc.constant("d1RowsRead=1"),
			cookie: fc.constantFrom(`tenant=${id}`, `local-session=${id}.${id}`, `__Host-session=${id}.${id}`),
			"x-forwarded-for": fc.constant("127.0.0.1"),
			"x-original-url": fc.constant(`/admin/tenants/${id}`),
			"x-http-method-override": fc.constant("GET"),
			host: fc.constantFrom("localhost", id),
		},
		{ requiredKeys: [] },
	);

/** The intruder's own key, and keys made of both. */
function toToken(intruder: Resident, victim: Resident): Text {
	const [own, other] = [intruder.key.split("_"), victim.key.split("_")];
	const mixed = [`sc_${other[1]}_${own[2]}`, `sc_${own[1]}_${"0".repeat(64)}`, `${intruder.key},sc_${other[1]}_`];
	return fc.oneof({ weight: 12, arbitrary: fc.constant(intruder.key) }, { weight: 1, arbitrary: fc.constantFrom(...mixed) });
}

export interface Route {
	readonly path: string;
	readonly method: string;
	readonly operation: Operation;
}

/** What an intruder asks of one route with all that it can know of the victim; throws where the route has a part that nothing here generates. */
export function toRequests({ path, method, operation }: Route, intruder: Resident, victim: Resident): fc.Arbitrary<RawCall> {
	const { parameters = [] } = operation;
	const inPlace = (place: Parameter["in"]) => parameters.filter((parameter) => parameter.in === place);
	const names = inPlace("path").map(({ name }) => name);
	const methods = method === "GET" ? ["GET", "GET", "GET", "HEAD"] : [method];
	return fc
		.record({
			method: fc.constantFrom(...methods),
			segments: fc.tuple(...names.map((name) => toPathText(name, victim))),
			query: toValues(inPlace("query"), victim),
			headers: toValues(inPlace("header"), victim),
			forged: fc.oneof(fc.constant({}), toForged(victim)),
			token: toToken(intruder, victim),
			body: fc.constantFrom(...toBodies(operation, victim)),
		})
		.map(({ segments, query, headers, forged, token, body, ...call }) => ({
			method: call.method,
			path: toPath(path, (name) => segments[names.indexOf(name)]) + toQuery(query),
			headers: {
				...headers,
				...(body ? { "content-type": body.type } : {}),
				...forged,
				authorization: `Bearer ${token}`,
			},
			body: body?.text ?? null,
		}));
}

const toPath = (path: string, find: (name: string) => string | undefined) =>
	path.replaceAll(/\{(\w+)\}/g, (_, name: string) => find(name) ?? "");

/** The victim's own first request, with the intruder's key. */
export function toPlainRequest({ path, method, operation }: Route, intruder: Resident, victim: Resident): RawCall {
	const [body = null] = toBodies(operation, victim);
	const type = body ? { "content-type": body.type } : {};
	const headers = { ...type, authorization: `Bearer ${intruder.key}` };
	return { method, path: toPath(path, (name) => victim.known[name]?.[0]), headers, body: body?.text ?? null };
}

const toQuery = (query: Readonly<Record<string, string>>) =>
	Object.keys(query).length === 0 ? "" : `?${new URLSearchParams({ ...query })}`;
