import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DOCUMENT } from "../../workers/gateway/openapi/document.ts";
import type { Operation } from "../../workers/gateway/openapi/operation.ts";
import { TENANT_HEADER } from "../../workers/lib/tenant-context.ts";
import { type DataClient, startDataClient } from "./data-client.ts";
import { hasMarker } from "./leak/find-marker.ts";
import { type RawCall, sendRaw } from "./leak/raw-call.ts";
import { type Route, toPlainRequest, toRequests } from "./leak/requests.ts";
import { moveIn, type Resident } from "./leak/resident.ts";

/** Every cache there is, and none that forgets while the test runs. */
const overrides = {
	kvReadLatency: { tagMemory: "300 seconds", recordMemory: "300 seconds" },
	kvWriteRate: { recordTtl: "1 day" },
	edge: { pastEvents: "0 seconds", pastEventsInDataCenter: "1 day" },
	queueThroughput: { batchWait: "1 second" },
	rateLimits: { tenantPer10Seconds: 1_000_000, failuresPerMinute: 1_000_000, exactWritesPerMinute: 0 },
};

/** Ids that look alike, and at `1m` tenants with databases of their own beside one of the pool. */
const CASES = [
	{ stack: "dev", stage: "launch", victims: ["acme", "ab"], intruders: ["acme-2", "a"], runs: 10 },
	{ stack: "prod", stage: "1m", victims: ["acme", "globex"], intruders: ["acme-2", "globex-2"], runs: 7 },
] as const;

const routes: readonly Route[] = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
	Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const isOf = (scheme: string, { security }: Operation) => security.some((one) => scheme in one);

/** Where the victim reads its own data by the same request: there the marker must be, or nothing would ever be found. */
const TELLING = ["listRecords", "getRecord", "listEvents", "exportEvents", "getFile", "listFiles", "getUpload", "listJobs", "getJob"];

describe.for(CASES)("at stage $stage", ({ stack, stage, victims, intruders, runs }) => {
	let client: DataClient;
	let residents: ReadonlyMap<string, Resident>;
	let before: readonly string[];
	const told = new Map<string, number>();
	beforeAll(async () => {
		client = await startDataClient({ stack, stage, config: { "stagecraft:overrides": JSON.stringify(overrides) } });
		const all = await Promise.all([...victims, ...intruders].map((id) => moveIn(client, id)));
		residents = new Map(all.map((resident) => [resident.id, resident]));
		before = await Promise.all(victims.map(async (id) => readAll(toResident(id))));
	});
	afterAll(async () => {
		for (const { close } of residents.values()) close();
		await client.stop();
	});

	const toResident = (id: string): Resident => residents.get(id) ?? expect.fail(`no tenant ${id}`);
	const ask = (call: RawCall) => sendRaw(client.account.url, call);
	const asVictim = ({ key }: Resident, path: string) =>
		ask({ method: "GET", path, headers: { authorization: `Bearer ${key}` }, body: null });

	async function readAll(resident: Resident): Promise<string> {
		const paths = ["/v1/records/orders", "/v1/events", "/v1/files", "/v1/files/reports/2026.txt", "/v1/live/lobby"];
		const uploads = (resident.known["upload"] ?? []).map((id) => `/v1/uploads/${id}`);
		const answers = await Promise.all([...paths, ...uploads].map((path) => asVictim(resident, path)));
		return answers.map(({ status, text }) => `${status} ${text.slice(text.lastIndexOf("\n"))}`).join("\n");
	}

	/** The victim's own request leaves its data in every cache on the way. */
	async function warm({ operation }: Route, victim: Resident, call: RawCall): Promise<void> {
		if (call.method !== "GET" || !isOf("tenantKey", operation)) return;
		const { text } = await ask({ ...call, headers: { ...call.headers, authorization: `Bearer ${victim.key}` } });
		if (hasMarker(text, victim.marker)) told.set(operation.operationId, (told.get(operation.operationId) ?? 0) + 1);
	}

	async function intrude(route: Route, intruder: Resident, victim: Resident, call: RawCall): Promise<void> {
		await warm(route, victim, call);
		const { status, text } = await ask(call);
		for (const { id, marker } of residents.values())
			if (id !== intruder.id && hasMarker(text, marker)) expect.fail(`${intruder.id} was told something of ${id}'s: ${text}`);
		// 501 is no fault: a stack without a key pair signs no URLs.
		expect(status).not.toBe(500);
		if (isOf("adminToken", route.operation) || isOf("adminSession", route.operation)) expect(status).toBeGreaterThanOrEqual(400);
	}

	it.each(routes.map((route) => [route.operation.operationId, route] as const))(
		"tells nothing of another tenant's by %s",
		async (_, route) => {
			for (const [index, id] of intruders.entries()) {
				const [intruder, victim] = [toResident(id), toResident(victims[index] ?? "")];
				const requests = toRequests(route, intruder, victim);
				const examples = [[toPlainRequest(route, intruder, victim)]] satisfies [RawCall][];
				await fc.assert(
					fc.asyncProperty(requests, (call) => intrude(route, intruder, victim, call)),
					// A route that isn't a tenant's refuses its key before it reads on.
					{ numRuns: isOf("tenantKey", route.operation) ? runs : 4, seed: 7, examples },
				);
			}
		},
	);

	it("asks what the owner is told by", () => {
		expect(TELLING.filter((id) => !told.has(id))).toEqual([]);
	});

	it("answers for an id that another tenant has as for one that nobody has", async () => {
		for (const [index, id] of victims.entries()) {
			const [intruder, { known }] = [toResident(intruders[(index + 1) % intruders.length] ?? ""), toResident(id)];
			const upload = known["upload"]?.[0] ?? "";
			const nobody = upload.replaceAll(/\d/g, (digit) => String((Number(digit) + 5) % 10));
			for (const method of ["GET", "POST", "DELETE"]) {
				const headers = { authorization: `Bearer ${intruder.key}` };
				const [real, none] = await Promise.all(
					[upload, nobody].map((one) => ask({ method, path: `/v1/uploads/${one}`, headers, body: null })),
				);
				expect([method, real?.status]).toEqual([method, none?.status]);
			}
		}
	});

	it("takes a forged context for nothing, with no key and in front of the app's own routes", async () => {
		const { context } = toResident(victims[0]);
		for (const path of ["/v1/records/orders", "/v1/files", "/v1/usage", "/admin/tenants"]) {
			const { status } = await ask({ method: "GET", path, headers: { [TENANT_HEADER]: context }, body: null });
			expect([path, status]).toEqual([path, 401]);
		}
	});

	it("leaves every byte of theirs as it was", async () => {
		expect(await Promise.all(victims.map(async (id) => readAll(toResident(id))))).toEqual(before);
	});
});

describe("what is looked for", () => {
	const marker = "m0123456789abcdef0123456789abcdef";
	it.each([
		["as it is", `{"a":"${marker}"}`],
		["in a cursor", Buffer.from(JSON.stringify(["records", marker])).toString("base64url")],
		["in base64 that begins elsewhere", Buffer.from(`xy${marker}z`).toString("base64")],
		["in hex", Buffer.from(marker).toString("hex")],
		["in capitals", marker.toUpperCase()],
	])("is found %s", (_, text) => {
		expect([hasMarker(text, marker), hasMarker(text, `${marker.slice(0, -8)}00000000`)]).toEqual([true, false]);
	});

	it("wants a generator for each part of a route, and says which is missing", () => {
		const operation = { operationId: "getThing", tags: [], summary: "", security: [{ tenantKey: [] }], responses: {} };
		const who: Resident = {
			...{ id: "a", key: "sc_a_b", marker, known: { id: ["1"] }, cursors: ["c"], bookmarks: ["b"], etags: ["e"], tickets: ["t"] },
			...{ context: "", close: () => {} },
		};
		const path = { name: "thing", in: "path", schema: {} } as const;
		const route = (parts: Partial<Operation>): Route => ({ path: "/v1/{thing}", method: "POST", operation: { ...operation, ...parts } });
		expect(() => toRequests(route({ parameters: [path] }), who, who)).toThrow("{thing}");
		expect(() => toRequests(route({ parameters: [{ ...path, in: "query" }] }), who, who)).toThrow("thing in a query");
		expect(() => toRequests(route({ requestBody: { required: true, content: {} } }), who, who)).toThrow("body of getThing");
	});
});
