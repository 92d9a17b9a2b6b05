import { afterAll, beforeAll, expect, it } from "vitest";
import { type Answer, type Client, problem, startClient } from "./client.ts";

const RATE_LIMITS = { tenantPer10Seconds: 50, failuresPerMinute: 5, exactWritesPerMinute: 5 };
const KILOBYTE = 1024;

let client: Client;
beforeAll(async () => {
	client = await startClient({ config: { "stagecraft:overrides": JSON.stringify({ rateLimits: RATE_LIMITS }) } });
});
afterAll(() => client.stop());

/** Asks again and again until the answer has that status: a window may end between two requests. */
async function repeatUntil(status: number, ask: () => Promise<Answer>): Promise<Answer> {
	const deadline = Date.now() + 20_000;
	for (;;) {
		const answer = await ask();
		if (answer.status === status || Date.now() > deadline) return answer;
	}
}

const json = { "content-type": "application/json" };

it("limits a tenant's requests and nobody else's", async () => {
	const { key: fast } = await client.createTenant("fast");
	const { key: slow } = await client.createTenant("slow");
	const answer = await repeatUntil(429, () => client.call("/v1/usage", { token: fast }));
	expect(answer).toMatchObject(problem(429, "rate-limited"));
	expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
	expect((await client.call("/v1/usage", { token: slow })).status).toBe(200);
});

it("allows exactly as many writes in a minute as the plan says, and any reads besides", async () => {
	const { key } = await client.createTenant("writer");
	const write = (id: number) => client.call(`/v1/records/notes/${id}`, { method: "PUT", token: key, headers: json, body: { id } });
	const answers = await Promise.all([...Array(12).keys()].map(write));
	expect(answers.filter(({ status }) => status < 300)).toHaveLength(RATE_LIMITS.exactWritesPerMinute);
	for (const answer of answers.filter(({ status }) => status >= 300)) {
		expect(answer).toMatchObject(problem(429, "rate-limited"));
		const retryAfter = Number(answer.headers.get("retry-after"));
		expect(retryAfter > 0 && retryAfter <= 60).toBe(true);
	}
	expect((await client.call("/v1/usage", { token: key })).status).toBe(200);
});

it("refuses a body whose length is over the route's, before it counts as a write", async () => {
	const { key } = await client.createTenant("big");
	const send = (path: string, method: string, bytes: number) =>
		client.call(path, { method, token: key, headers: json, body: JSON.stringify("x".repeat(bytes)) });
	for (let attempt = 0; attempt < 8; attempt++) {
		expect(await send("/v1/records/notes/1", "PUT", 256 * KILOBYTE)).toMatchObject(problem(413, "too-large"));
		expect(await send("/v1/events", "POST", KILOBYTE * KILOBYTE)).toMatchObject(problem(413, "too-large"));
	}
	expect((await send("/v1/records/notes/1", "PUT", 200 * KILOBYTE)).status).toBeLessThan(300);
});

it("limits failed attempts by address, and serves known keys from there all the same", async () => {
	const { key } = await client.createTenant("neighbour");
	expect((await client.call("/v1/usage", { token: key })).status).toBe(200);
	const answer = await repeatUntil(429, () => client.call("/v1/usage", { token: "wrong" }));
	expect(answer).toMatchObject(problem(429, "rate-limited"));
	expect(await client.call("/v1/usage", { token: `sc_${"0".repeat(24)}_${"0".repeat(64)}` })).toMatchObject(problem(429, "rate-limited"));
	expect((await client.call("/v1/usage", { token: key })).status).toBe(200);
	expect((await client.admin("/admin/tenants")).status).toBe(200);
});
