import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Client, problem, startClient } from "./client.ts";

let client: Client & { readonly account: { readonly url: string } };
let alice: string;
let bob: string;
beforeAll(async () => {
	const overrides = {
		live: { socketsPerNode: 3, fanOut: 2, maxMessage: "1 KB" },
		rateLimits: { failuresPerMinute: 1000, tenantPer10Seconds: 60 },
	};
	client = await startClient({ config: { "stagecraft:overrides": JSON.stringify(overrides) } });
	alice = (await client.createTenant("alice")).key;
	bob = (await client.createTenant("bob")).key;
});
afterAll(() => client.stop());

const sockets: WebSocket[] = [];
afterAll(() => {
	for (const socket of sockets) socket.close();
});

const issued = z.object({ ticket: z.string(), path: z.string() });
const issue = async (key: string, room: string, body: unknown = {}) =>
	issued.parse((await client.call(`/v1/live/${room}/tickets`, { method: "POST", token: key, body })).json);

/** As a browser connects: it has nothing but the address. */
async function connect(path: string) {
	const socket = new WebSocket(client.account.url.replace("http", "ws") + path);
	sockets.push(socket);
	const received: unknown[] = [];
	socket.addEventListener("message", ({ data }) => void received.push(data === "pong" ? data : JSON.parse(String(data))));
	await once(socket, "open");
	return { socket, received, send: (message: unknown) => socket.send(typeof message === "string" ? message : JSON.stringify(message)) };
}

/** The status of an upgrade that a program asks for, with headers of its own. */
function upgrade(path: string, headers: Readonly<Record<string, string>>): Promise<number> {
	const handshake = {
		connection: "Upgrade",
		upgrade: "websocket",
		"sec-websocket-version": "13",
		"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
	};
	return new Promise((resolve, reject) => {
		const asked = request(client.account.url + path, { headers: { ...handshake, ...headers } });
		asked.on("upgrade", ({ statusCode = 0 }, socket) => {
			socket.destroy();
			resolve(statusCode);
		});
		asked.on("response", (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		asked.on("error", reject);
		asked.end();
	});
}

const publish = (key: string, room: string, body: unknown) => client.call(`/v1/live/${room}`, { method: "POST", token: key, body });

it("connects a browser by a ticket, and each member gets what members and the tenant's server say", async () => {
	const [one, two] = [
		await connect((await issue(alice, "lobby", { member: "one" })).path),
		await connect((await issue(alice, "lobby", { member: "two", publish: false })).path),
	];
	one.send({ type: "publish", data: { text: "hé" }, ref: "r1" });
	two.send({ type: "publish", data: "no" });
	await vi.waitFor(() => expect(one.received).toContainEqual(expect.objectContaining({ type: "ack", ref: "r1" })));
	expect((await publish(alice, "lobby", { from: "server" })).status).toBe(202);
	await vi.waitFor(() => {
		for (const { received } of [one, two]) {
			expect(received).toContainEqual(
				expect.objectContaining({ type: "message", from: expect.objectContaining({ member: "one" }), data: { text: "hé" } }),
			);
			expect(received).toContainEqual(expect.objectContaining({ type: "message", from: null, data: { from: "server" } }));
		}
		expect(two.received).toContainEqual({ type: "error", code: "may-not-publish", ref: null });
	});
	one.send("ping");
	await vi.waitFor(() => expect(one.received.at(-1)).toBe("pong"));
	expect((await client.call("/v1/live/lobby", { token: alice })).json).toEqual({ room: "lobby", members: 2, nodes: 1 });
});

it("keeps the rooms of two tenants apart, whatever they are called", async () => {
	const ours = await connect((await issue(alice, "shared")).path);
	await publish(bob, "shared", ["theirs"]);
	await publish(alice, "shared", ["ours"]);
	await vi.waitFor(() => expect(ours.received).toContainEqual(expect.objectContaining({ data: ["ours"] })));
	expect(JSON.stringify(ours.received)).not.toContain("theirs");
	expect((await client.call("/v1/live/shared", { token: bob })).json).toMatchObject({ members: 0 });
	for (const room of ["a%2Fb", "bob%2Fshared%2F0", "..%2Fx", ""])
		expect((await publish(alice, room, 1)).status).toBeGreaterThanOrEqual(400);
});

it("spreads a room over objects when it is full, and everyone gets everything once", async () => {
	const { path } = await issue(alice, "crowd", { seconds: 300 });
	const all: Awaited<ReturnType<typeof connect>>[] = [];
	for (let i = 0; i < 8; i += 1) all.push(await connect(path));
	for (const [index, { send }] of all.entries()) send({ type: "publish", data: index });
	const dataOf = ({ received }: { received: readonly unknown[] }) =>
		received.flatMap((message) => z.object({ type: z.literal("message"), data: z.number() }).safeParse(message).data?.data ?? []);
	await vi.waitFor(() => {
		for (const one of all) expect(dataOf(one)).toHaveLength(8);
	});
	for (const one of all) expect(dataOf(one)).toEqual(dataOf(all[0] ?? one));
	expect((await client.call("/v1/live/crowd", { token: alice })).json).toEqual({ room: "crowd", members: 8, nodes: 3 });
});

it("takes the key in a header only, and a ticket for its own room and time only", async () => {
	const { path, ticket } = await issue(alice, "door");
	const bearer = { authorization: `Bearer ${alice}` };
	expect(await upgrade("/v1/live/door", bearer)).toBe(101);
	expect(await upgrade(path, {})).toBe(101);
	expect(await upgrade("/v1/live/door?ticket=x", {})).toBe(401);
	expect(await upgrade(`/v1/live/other?ticket=${ticket}`, {})).toBe(401);
	expect(await upgrade(`/v1/live/door?ticket=${ticket.slice(0, -2)}AA`, {})).toBe(401);
	expect(await upgrade(`/v1/live/door?key=${alice}&token=${alice}&ticket=${alice}`, {})).toBe(401);
	expect(await upgrade("/v1/live/door", {})).toBe(401);
	const short = await issue(alice, "door", { seconds: 1 });
	await vi.waitFor(async () => expect(await upgrade(short.path, {})).toBe(401), { timeout: 5_000, interval: 300 });
	expect(await client.call(`/v1/live/door/tickets?ticket=${ticket}`, { method: "POST" })).toMatchObject(problem(401, "unauthenticated"));
});

it("takes no ticket whose key was revoked", async () => {
	const made = z
		.object({ key: z.string(), keyId: z.string() })
		.parse((await client.admin("/admin/tenants/bob/keys", { method: "POST" })).json);
	const { path } = await issue(made.key, "door");
	expect(await upgrade(path, {})).toBe(101);
	await client.admin(`/admin/tenants/bob/keys/${made.keyId}`, { method: "DELETE" });
	expect(await upgrade(path, {})).toBe(403);
});

it("closes what was opened with a key when that is revoked, by itself or by a ticket, and nothing else", async () => {
	const made = z
		.object({ key: z.string(), keyId: z.string() })
		.parse((await client.admin("/admin/tenants/bob/keys", { method: "POST" })).json);
	const [talks, listens] = [
		await connect((await issue(made.key, "standing")).path),
		await connect((await issue(made.key, "elsewhere")).path),
	];
	const [kept, others] = [await connect((await issue(bob, "standing")).path), await connect((await issue(alice, "standing")).path)];
	const closed: number[] = [];
	talks.socket.addEventListener("close", ({ code }) => void closed.push(code));
	talks.send({ type: "presence" });
	for (let i = 0; i < 2; i += 1)
		expect((await client.admin(`/admin/tenants/bob/keys/${made.keyId}`, { method: "DELETE" })).status).toBe(204);
	// The local runtime ends the connection behind its close frame only where the client has ever said something.
	await vi.waitFor(() => expect([closed, listens.socket.readyState >= WebSocket.CLOSING]).toEqual([[4003], true]), 10_000);
	expect([kept.socket.readyState, others.socket.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
	await vi.waitFor(() => expect(kept.received.at(-1)).toMatchObject({ type: "leave", members: 1 }));
});

it("counts a connection as a request, and limits it as one", async () => {
	const { key } = await client.createTenant("counted");
	const { path } = await issue(key, "lobby");
	expect(await upgrade(path, {})).toBe(101);
	await vi.waitFor(async () => {
		const { usage } = z.object({ usage: z.record(z.string(), z.number()) }).parse((await client.call("/v1/usage", { token: key })).json);
		expect([usage["writes"], (usage["reads"] ?? 0) >= 1]).toEqual([1, true]);
	});
	let status = 0;
	for (let i = 0; i < 200 && status !== 429; i += 1) status = await upgrade(path, {});
	expect(status).toBe(429);
});
