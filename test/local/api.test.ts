import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT_ID } from "../../local/account-id.ts";
import { type Api, startApi } from "../../local/api/server.ts";

const DATABASE = "11111111-2222-4333-8444-555555555555";

let api: Api;
const ran: unknown[] = [];

beforeAll(async () => {
	api = await startApi({
		databases: () =>
			new Map([
				[DATABASE, "shard-0"],
				["66666666-7777-4888-9999-000000000000", "shard-1"],
			]),
		runBatch: async (_, statements) => {
			ran.push(statements);
			const wrong = statements.find(({ sql }) => sql.includes("wrong"));
			return wrong === undefined
				? { results: statements.map(() => ({ success: true, results: [] })) }
				: { error: 'near "wrong": syntax error' };
		},
	});
});
afterAll(() => api.close());

async function query(body: string, { database = DATABASE, token = api.token, account = ACCOUNT_ID } = {}) {
	const url = `${api.baseUrl}/accounts/${account}/d1/database/${database}/query`;
	const response = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body });
	const content: unknown = await response.json();
	return { status: response.status, content };
}

describe("the v4 API", () => {
	it("runs many statements as one batch and answers for each", async () => {
		const { status, content } = await query(JSON.stringify({ sql: "SELECT 1; SELECT 2" }));
		expect(status).toBe(200);
		expect(content).toMatchObject({ success: true, errors: [], messages: [], result: [{ success: true }, { success: true }] });
		expect(ran.at(-1)).toEqual([
			{ sql: "SELECT 1", params: [] },
			{ sql: "SELECT 2", params: [] },
		]);
	});

	it("runs a batch with params", async () => {
		const batch = [
			{ sql: "INSERT INTO a VALUES (?)", params: ["x"] },
			{ sql: "SELECT ?", params: [1] },
		];
		expect((await query(JSON.stringify({ batch }))).status).toBe(200);
		expect(ran.at(-1)).toEqual(batch);
	});

	it.each([
		["a database that isn't there", { sql: "SELECT 1" }, { database: "nope" }, 404, 7404],
		["bad SQL", { sql: "wrong" }, {}, 400, 7500],
		["params with two statements", { sql: "SELECT ?; SELECT ?", params: [1] }, {}, 400, 7500],
		["no SQL", { sql: "-- nothing" }, {}, 400, 7500],
		["another body", { query: "SELECT 1" }, {}, 400, 7400],
		["another token", { sql: "SELECT 1" }, { token: "other" }, 403, 10000],
		["another account", { sql: "SELECT 1" }, { account: "f".repeat(32) }, 403, 10000],
	])("refuses %s as Cloudflare does", async (_, body, target, status, code) => {
		const answer = await query(JSON.stringify(body), target);
		expect(answer.status).toBe(status);
		expect(answer.content).toMatchObject({ success: false, errors: [{ code }], result: null });
	});

	it("refuses a body that isn't JSON", async () => {
		expect((await query("{")).status).toBe(400);
	});

	it("names a path that it doesn't speak", async () => {
		const response = await fetch(`${api.baseUrl}/zones`, { headers: { authorization: `Bearer ${api.token}` } });
		expect(response.status).toBe(404);
		expect(await response.text()).toContain("GET /client/v4/zones");
	});
});
