import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Client, startClient } from "./client.ts";

let client: Client;
beforeAll(async () => {
	client = await startClient();
});
afterAll(() => client.stop());

/** Counts follow the answer: a test waits for them. */
const answer = z.object({ usage: z.record(z.string(), z.number()) });
const json = { "content-type": "application/json" };
const today = () => new Date().toISOString().slice(0, 10);

it("starts with nothing, for today", async () => {
	const { key } = await client.createTenant("fresh");
	const usage = { requests: 0, reads: 0, writes: 0, events: 0, bytesIn: 0 };
	expect((await client.call("/v1/usage", { token: key })).json).toEqual({ tenant: "fresh", day: today(), usage });
});

it("counts each tenant's requests, reads, writes and bytes, and no request twice", async () => {
	const { key } = await client.createTenant("counted");
	const { key: other } = await client.createTenant("other");
	const body = JSON.stringify({ text: "héllo" });
	const bytes = new TextEncoder().encode(body).length;
	const writes = [...Array(10).keys()].map((id) => client.call(`/v1/records/c/${id}`, { method: "PUT", token: key, headers: json, body }));
	const reads = [...Array(5).keys()].map((id) => client.call(`/v1/records/c/none-${id}`, { token: key }));
	await Promise.all([...writes, ...reads, client.call("/v1/records/c", { token: other })]);
	let readings = 0;
	const usage = await vi.waitFor(
		async () => {
			const read = answer.parse((await client.call("/v1/usage", { token: key })).json).usage;
			readings += 1;
			expect(read).toMatchObject({ writes: 10, bytesIn: 10 * bytes });
			expect(read["reads"]).toBeGreaterThanOrEqual(5);
			return read;
		},
		{ timeout: 10_000 },
	);
	// A reading may count those before it and never itself.
	expect(usage["reads"]).toBeLessThan(5 + readings);
	expect(usage["requests"]).toBe((usage["reads"] ?? 0) + 10);
	let others = 0;
	const beside = await vi.waitFor(
		async () => {
			const read = answer.parse((await client.call("/v1/usage", { token: other })).json).usage;
			others += 1;
			expect(read).toMatchObject({ writes: 0 });
			expect(read["requests"]).toBeGreaterThanOrEqual(1);
			return read;
		},
		{ timeout: 10_000 },
	);
	expect(beside["requests"]).toBeLessThan(1 + others);
});

it("counts the events that were taken, and not in a header that the client sees", async () => {
	const { key } = await client.createTenant("eventful");
	const events = [{ a: 1 }, { a: 2 }, { a: 3 }];
	const posted = await client.call("/v1/events", { method: "POST", token: key, headers: json, body: events });
	expect(posted.status).toBe(202);
	expect([...posted.headers.keys()].filter((name) => name.startsWith("x-stagecraft-"))).toEqual([]);
	const refused = await client.call("/v1/events", { method: "POST", token: key, headers: json, body: "{" });
	expect(refused.status).toBe(400);
	await vi.waitFor(
		async () => expect((await client.call("/v1/usage", { token: key })).json).toMatchObject({ usage: { events: 3, writes: 2 } }),
		{ timeout: 10_000 },
	);
});
