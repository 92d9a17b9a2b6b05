import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { DOCUMENT } from "../../workers/gateway/openapi/document.ts";
import type { Answer, Call } from "./client.ts";
import { CLOUD_EVENT, type DataClient, JSON_TYPE, OVERRIDES, startDataClient, type TenantCall } from "./data-client.ts";
import { EVENTS_QUEUE, putLetter } from "./letters.ts";
import { findFaults } from "./openapi-schemas.ts";

let client: DataClient;
let tenant: TenantCall;
let keyId: string;
/** What the tests ask for by a word, since it is made anew in each run: `{startExport}` is the id that this operation answered. */
const made = new Map<string, string>();
beforeAll(async () => {
	const pool = [{ region: "weur", shards: 2 }];
	client = await startDataClient({ config: { "stagecraft:overrides": JSON.stringify({ ...OVERRIDES, d1WriteRate: { pool } }) } });
	// A layer on its way to the archive holds up every move, so that one can be watched and cancelled.
	const target = await client.account.d1("stagecraft-dev-pool-weur-1");
	await target.exec("INSERT INTO event_layers (partition, layer, state) VALUES ('events_2020_01', 0, 'closed')");
	tenant = await client.asTenant("acme");
	({ keyId } = await client.createTenant("globex"));
	await client.createTenant("doomed");
	await client.createTenant("gone");
	const deletion = await client.admin("/admin/tenants/gone?confirm=gone", { method: "DELETE" });
	const deletionId = z.object({ id: z.string() }).parse(deletion.json).id;
	made.set("DELETION", deletionId);
	const exported = {
		...{ version: 1, exportId: "x", startedAt: "2026-11-21T00:00:00.000Z", endedAt: "2026-11-21T00:00:00.000Z", objects: [] },
		tenant: { id: "acme", plan: "standard", region: "weur", createdAt: "2026-11-21T00:00:00.000Z" },
	};
	await (await client.account.r2("stagecraft-dev-archive")).put("exports/acme/x/manifest.json", JSON.stringify(exported));
	const directory = await client.account.d1("stagecraft-dev-directory");
	// Another waits until it has ended, which takes as long as a copy of the directory is believed.
	await directory.prepare("UPDATE runs SET state = 'done' WHERE id = ?").bind(deletionId).run();
	await tenant("/v1/records/kept/1", { method: "PUT", headers: JSON_TYPE, body: [1] });
	for (const name of ["UPLOAD", "BEGUN", "GIVEN-UP"]) {
		const body = { name: "parts.bin", contentType: "application/octet-stream", bytes: 4 };
		const { json } = await tenant("/v1/files", { method: "POST", headers: JSON_TYPE, body });
		made.set(name, z.object({ id: z.string() }).parse(json).id);
	}
	await tenant(toReal("/v1/uploads/UPLOAD/1"), { method: "PUT", body: "0123" });
	await tenant("/v1/files/a/b.bin", { method: "PUT", headers: BYTES, body: "abcd" });
	// Lines that are no events: many chunks to read, and nothing for the queue.
	const lines = `{${"x".repeat(60)}\n`.repeat(150_000);
	await tenant("/v1/files/long.ndjson", { method: "PUT", headers: BYTES, body: lines });
	await startJob();
	made.set("KEY", keyId);
	made.set("LETTER", await putLetter(client, { name: "m", at: Date.UTC(2026, 10, 21), message: "hello" }));
});
afterAll(() => client.stop());

/** One that takes a while, so that there is something to cancel. */
async function startJob(): Promise<void> {
	const body = { kind: "import-events", file: "long.ndjson", format: "ndjson" };
	const { json } = await tenant("/v1/jobs", { method: "POST", headers: JSON_TYPE, body });
	made.set("JOB", z.object({ id: z.string() }).parse(json).id);
}

const toReal = (path: string) => [...made].reduce((text, [name, value]) => text.replace(name, value), path);

const BYTES = { "content-type": "application/octet-stream" };
const withId = z.object({ id: z.string() });

type Asked = readonly [status: number, path: string, call?: Call];

const put = (body: unknown, headers: Readonly<Record<string, string>> = JSON_TYPE): Call => ({ method: "PUT", headers, body });
const post = (body?: unknown, headers: Readonly<Record<string, string>> = JSON_TYPE): Call => ({ method: "POST", headers, body });

/** By operation, what is asked of the running stack and the status that comes: each operation at least once as it should be. */
const ASKED: Readonly<Record<string, readonly Asked[]>> = {
	getRoot: [[200, "/"]],
	getHealth: [[200, "/health"]],
	getOpenApi: [
		[200, "/openapi.json"],
		[304, "/openapi.json", { headers: { "if-none-match": "*" } }],
	],
	listRecords: [
		[200, "/v1/records/kept?limit=1"],
		[400, "/v1/records/kept?cursor=x"],
	],
	getRecord: [
		[200, "/v1/records/kept/1"],
		[304, "/v1/records/kept/1", { headers: { "if-none-match": "*" } }],
		[404, "/v1/records/kept/none"],
		[412, "/v1/records/kept/1", { headers: { "if-match": '"other"' } }],
	],
	putRecord: [
		[201, "/v1/records/made/1", put({ a: 1 })],
		[200, "/v1/records/made/1", put({ a: 2 })],
		[400, "/v1/records/made/1", put("{")],
		[413, "/v1/records/made/1", put("1".repeat(300_000))],
		[415, "/v1/records/made/1", put("1", { "content-type": "text/plain" })],
	],
	deleteRecord: [
		[204, "/v1/records/made/1", { method: "DELETE" }],
		[404, "/v1/records/made/1", { method: "DELETE" }],
	],
	postEvents: [
		[202, "/v1/events", post({ specversion: "1.0", id: "e1", source: "/s", type: "t" }, CLOUD_EVENT)],
		[202, "/v1/events", post([{ a: 1 }, { b: 2 }])],
		[400, "/v1/events", post([])],
	],
	listEvents: [
		[200, "/v1/events?limit=1"],
		[400, "/v1/events?from=now"],
	],
	exportEvents: [
		[200, "/v1/events/export"],
		[400, "/v1/events/export?cursor=x"],
	],
	putFile: [
		[200, "/v1/files/a/b.bin", put("abcd", BYTES)],
		[201, "/v1/files/new.bin", put("0", { ...BYTES, "if-none-match": "*" })],
		[412, "/v1/files/new.bin", put("0", { ...BYTES, "if-none-match": "*" })],
		[415, "/v1/files/new.bin", put("0", { "content-type": "none" })],
		[400, "/v1/files/a//b", put("0", BYTES)],
	],
	getFile: [
		[200, "/v1/files/a/b.bin"],
		[206, "/v1/files/a/b.bin", { headers: { range: "bytes=1-2" } }],
		[304, "/v1/files/a/b.bin", { headers: { "if-none-match": "*" } }],
		[404, "/v1/files/none"],
		[412, "/v1/files/a/b.bin", { headers: { "if-match": '"other"' } }],
		[416, "/v1/files/a/b.bin", { headers: { range: "bytes=9-" } }],
	],
	listFiles: [
		[200, "/v1/files?limit=1"],
		[400, "/v1/files?cursor=x"],
	],
	signFileUrl: [
		[201, "/v1/files/a/b.bin", post({ method: "GET" })],
		[201, "/v1/files/a/b.bin", post({ method: "PUT", contentType: "text/csv", bytes: 5 })],
		[400, "/v1/files/a/b.bin", post({ method: "DELETE" })],
		[413, "/v1/files/a/b.bin", post({ method: "PUT", contentType: "text/csv", bytes: 1e15 })],
		[415, "/v1/files/a/b.bin", post({ method: "PUT", contentType: "none", bytes: 5 })],
	],
	deleteFile: [[204, "/v1/files/new.bin", { method: "DELETE" }]],
	beginUpload: [
		[201, "/v1/files", post({ name: "big.bin", contentType: "application/octet-stream", bytes: 4 })],
		[400, "/v1/files", post({ name: "big.bin" })],
		[413, "/v1/files", post({ name: "big.bin", contentType: "application/octet-stream", bytes: 1e15 })],
	],
	putPart: [
		[200, "/v1/uploads/BEGUN/1", put("0123", {})],
		[400, "/v1/uploads/BEGUN/0", put("0123", {})],
		[404, "/v1/uploads/none/1", put("0123", {})],
	],
	getUpload: [
		[200, "/v1/uploads/UPLOAD"],
		[404, "/v1/uploads/none"],
	],
	completeUpload: [
		[409, "/v1/uploads/GIVEN-UP", post()],
		[201, "/v1/uploads/UPLOAD", post()],
		[201, "/v1/uploads/UPLOAD", post()],
	],
	abortUpload: [
		[204, "/v1/uploads/GIVEN-UP", { method: "DELETE" }],
		[404, "/v1/uploads/GIVEN-UP", { method: "DELETE" }],
	],
	startJob: [
		[202, "/v1/jobs", post({ kind: "import-events", file: "a/b.bin", format: "ndjson" })],
		[400, "/v1/jobs", post({ kind: "import-events", file: "a/b.bin", format: "xml" })],
		[404, "/v1/jobs", post({ kind: "import-events", file: "none", format: "csv" })],
	],
	listJobs: [
		[200, "/v1/jobs?limit=1"],
		[400, "/v1/jobs?limit=x"],
	],
	getJob: [
		[200, "/v1/jobs/JOB"],
		[404, "/v1/jobs/none"],
	],
	followJob: [
		[200, "/v1/jobs/JOB/progress"],
		[404, "/v1/jobs/none/progress"],
	],
	cancelJob: [
		[204, "/v1/jobs/JOB", { method: "DELETE" }],
		[409, "/v1/jobs/JOB", { method: "DELETE" }],
		[404, "/v1/jobs/none", { method: "DELETE" }],
	],
	getUsage: [[200, "/v1/usage"]],
	getStats: [
		[200, "/v1/stats"],
		[200, "/v1/stats?from=2026-11-01&to=2026-11-30&fresh=true"],
		[400, "/v1/stats?from=2026-13-01"],
		[400, "/v1/stats?from=2026-11-02&to=2026-11-01"],
	],
	listTenants: [
		[200, "/admin/tenants?limit=1"],
		[400, "/admin/tenants?limit=0"],
	],
	listShards: [
		[200, "/admin/shards"],
		[400, "/admin/shards?limit=0"],
	],
	createTenant: [
		[201, "/admin/tenants", post({ id: "initech" })],
		[409, "/admin/tenants", post({ id: "initech" })],
		[400, "/admin/tenants", post({ id: "-" })],
	],
	getTenant: [
		[200, "/admin/tenants/acme"],
		[404, "/admin/tenants/nobody"],
	],
	startImport: [
		[202, "/admin/tenants/globex/imports", post({ export: "exports/acme/x/manifest.json" })],
		[400, "/admin/tenants/globex/imports", post({})],
		[404, "/admin/tenants/nobody/imports", post({ export: "exports/acme/x/manifest.json" })],
		[409, "/admin/tenants/acme/imports", post({ export: "exports/acme/x/manifest.json" })],
	],
	getImport: [
		[200, "/admin/tenants/globex/imports/{startImport}"],
		[404, "/admin/tenants/globex/imports/none"],
	],
	deleteTenant: [
		[202, "/admin/tenants/doomed?confirm=doomed", { method: "DELETE" }],
		[400, "/admin/tenants/acme", { method: "DELETE" }],
		[404, "/admin/tenants/nobody?confirm=nobody", { method: "DELETE" }],
	],
	getDeletion: [
		[200, "/admin/deletions/DELETION"],
		[404, "/admin/deletions/none"],
	],
	purgeCaches: [
		[202, "/admin/tenants/acme/cache-purges", post()],
		[202, "/admin/tenants/acme/cache-purges", post({ collection: "menu" })],
		[400, "/admin/tenants/acme/cache-purges", post({ collection: "a/b" })],
		[404, "/admin/tenants/nobody/cache-purges", post()],
	],
	listKeys: [[200, "/admin/tenants/acme/keys"]],
	createKey: [[201, "/admin/tenants/acme/keys", post()]],
	revokeKey: [[204, "/admin/tenants/globex/keys/KEY", { method: "DELETE" }]],
	getRoom: [
		[200, "/v1/live/lobby"],
		[400, "/v1/live/a%20b"],
	],
	publishToRoom: [
		[202, "/v1/live/lobby", post({ hello: 1 })],
		[400, "/v1/live/lobby", post("{")],
		[413, "/v1/live/lobby", post("1".repeat(20_000))],
	],
	issueTicket: [
		[201, "/v1/live/lobby/tickets", post({ member: "alice", seconds: 5 })],
		[400, "/v1/live/lobby/tickets", post({ seconds: 0 })],
	],
	getAdminPage: [
		[200, "/admin"],
		[401, "/admin", { headers: { cookie: "local-session=forged.forged" } }],
	],
	signIn: [[201, "/admin/session", post()]],
	getSession: [[200, "/admin/session"]],
	signOut: [[204, "/admin/session", { method: "DELETE" }]],
	endAllSessions: [[204, "/admin/sessions", { method: "DELETE" }]],
	listMoves: [
		[200, "/admin/tenants/acme/moves"],
		[400, "/admin/tenants/acme/moves?cursor=x"],
		[404, "/admin/tenants/nobody/moves"],
	],
	startMove: [
		[202, "/admin/tenants/acme/moves", post({ to: "pool-weur-1" })],
		[409, "/admin/tenants/acme/moves", post({ to: "pool-weur-1" })],
		[400, "/admin/tenants/globex/moves", post({ to: "nowhere" })],
		[404, "/admin/tenants/nobody/moves", post({ to: "pool-weur-1" })],
	],
	getMove: [
		[200, "/admin/tenants/acme/moves/{startMove}"],
		[404, "/admin/tenants/globex/moves/{startMove}"],
	],
	cancelMove: [
		[202, "/admin/tenants/acme/moves/{startMove}", { method: "DELETE" }],
		[404, "/admin/tenants/acme/moves/999", { method: "DELETE" }],
	],
	getHistory: [
		[200, "/admin/tenants/globex/history"],
		[200, "/admin/tenants/globex/history?to=2026-01-01T00:00:00Z"],
		[400, "/admin/tenants/globex/history?to=then"],
		[404, "/admin/tenants/nobody/history"],
	],
	listRestores: [
		[200, "/admin/tenants/globex/restores"],
		[400, "/admin/tenants/globex/restores?cursor=x"],
		[404, "/admin/tenants/nobody/restores"],
	],
	startRestore: [
		// When it is asked: a tenant's history begins with the tenant.
		[202, "/admin/tenants/globex/restores", post({ to: { toJSON: () => new Date().toISOString() } })],
		[409, "/admin/tenants/globex/restores", post({ to: "2026-01-01T00:00:00Z" })],
		[400, "/admin/tenants/globex/restores", post({ to: "2999-01-01T00:00:00Z" })],
		[404, "/admin/tenants/nobody/restores", post({ to: "2026-01-01T00:00:00Z" })],
		[404, "/admin/tenants/globex/restores", post({ export: "exports/globex/none/manifest.json" })],
	],
	getRestore: [
		[200, "/admin/tenants/globex/restores/{startRestore}"],
		[404, "/admin/tenants/acme/restores/{startRestore}"],
	],
	startExport: [
		[202, "/admin/tenants/acme/exports", post()],
		[404, "/admin/tenants/nobody/exports", post()],
	],
	getExport: [
		[200, "/admin/tenants/acme/exports/{startExport}"],
		[404, "/admin/tenants/globex/exports/{startExport}"],
	],
	startReplay: [
		[202, "/admin/dead-letters/replays", post({ queue: EVENTS_QUEUE, from: "2026-11-01T00:00:00Z" })],
		[400, "/admin/dead-letters/replays", post({ queue: "no queue", to: "now" })],
	],
	getReplay: [
		[200, "/admin/dead-letters/replays/{startReplay}"],
		[404, "/admin/dead-letters/replays/none"],
	],
	listDeadLetters: [[200, "/admin/dead-letters"]],
	replayDeadLetter: [
		[202, "/admin/dead-letters/LETTER/replays", post()],
		[404, "/admin/dead-letters/none/replays", post()],
	],
};

const operations = Object.values(DOCUMENT.paths).flatMap((methods) => Object.values(methods));
const callers: Readonly<Record<string, TenantCall>> = {
	tenantKey: (...args) => tenant(...args),
	adminToken: (...args) => client.admin(...args),
	adminSession: async (path, call = {}) => {
		const cookie = (await client.admin("/admin/session", { method: "POST" })).headers.get("set-cookie")?.split(";")[0] ?? "";
		return client.call(path, { ...call, headers: { ...call.headers, cookie, origin: client.account.url } });
	},
};

it.each(operations.map((operation) => [operation.operationId, operation] as const))(
	"answers %s as the document says",
	async (id, operation) => {
		const [scheme] = operation.security.flatMap((security) => Object.keys(security));
		const asked = ASKED[id] ?? [];
		expect(asked.some(([status]) => status < 300)).toBe(true);
		if (id === "cancelJob") await startJob();
		for (const [status, path, call] of asked) {
			const answer: Answer = await (callers[scheme ?? ""] ?? client.call)(toReal(path), call);
			if (status < 300) made.set(`{${id}}`, withId.safeParse(answer.json).data?.id ?? "");
			expect([path, answer.status, ...findFaults(operation, answer)]).toEqual([path, status]);
		}
		if (scheme === undefined) return;
		const [, path = "", { method = "GET" } = {}] = asked[0] ?? [];
		const refused = await client.call(path, { method });
		expect([refused.status, ...findFaults(operation, refused)]).toEqual([401]);
	},
);

it("finds what an answer and the document don't agree on", async () => {
	const [operation] = operations.filter(({ operationId }) => operationId === "getUsage");
	const { headers } = await tenant("/v1/usage");
	const answer = { status: 200, headers: new Headers(headers), text: "{}", json: { tenant: 7, more: 1 } };
	answer.headers.delete("x-request-id");
	expect(operation && findFaults(operation, answer)).toEqual([
		"header x-request-id is missing",
		expect.stringContaining("required"),
		expect.stringContaining("required"),
		expect.stringContaining("additional"),
		"body/tenant must be string",
	]);
});
