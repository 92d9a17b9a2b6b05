import { fileURLToPath } from "node:url";
import pMap from "p-map";
import { z } from "zod";
import { startAccount } from "../../local/account.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Connections that are opened at once. */
const OPENING = 50;

const tenant = z.object({ key: z.string() });
const ticket = z.object({ path: z.string() });
const presence = z.object({ members: z.number(), nodes: z.number() });

export interface Room {
	/** Publishes one message, and gives the milliseconds until each socket had it. */
	readonly publish: () => Promise<readonly number[]>;
	readonly presence: () => Promise<z.infer<typeof presence>>;
	readonly stop: () => Promise<void>;
}

interface Arrivals {
	readonly id: number;
	readonly startedAt: number;
	readonly times: number[];
	readonly all: () => void;
}

/** A whole stack with one room and its connections, each a client of its own over the loopback. */
export async function openRoom(sockets: number, socketsPerNode: number, fanOut: number): Promise<Room> {
	const overrides = { live: { socketsPerNode, fanOut }, rateLimits: { tenantPer10Seconds: 1_000_000 } };
	const account = await startAccount({
		root: ROOT,
		stack: "dev",
		ephemeral: true,
		config: { "stagecraft:overrides": JSON.stringify(overrides) },
	});
	const ask = async (token: string, method: string, path: string, body?: unknown): Promise<unknown> => {
		const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
		const response = await account.fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
		if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
		return response.json();
	};
	const { key } = tenant.parse(await ask(account.adminToken, "POST", "/admin/tenants", { id: "bench" }));
	const { path } = ticket.parse(await ask(key, "POST", "/v1/live/room/tickets", { seconds: 300 }));

	let waiting: Arrivals | null = null;
	let published = 0;
	const receive = (text: string) => {
		const at = performance.now();
		// No client parses: what is measured is the room, and all clients share one thread.
		if (!waiting || !text.startsWith('{"type":"message"') || !text.endsWith(`"data":${waiting.id}}`)) return;
		waiting.times.push(at - waiting.startedAt);
		if (waiting.times.length === sockets) waiting.all();
	};
	const url = account.url.replace("http", "ws") + path;
	const clients = await pMap(Array.from({ length: sockets }), () => connect(url, receive), { concurrency: OPENING });

	return {
		async publish() {
			published += 1;
			const arrived = Promise.withResolvers<void>();
			const mine: Arrivals = { id: published, startedAt: performance.now(), times: [], all: arrived.resolve };
			waiting = mine;
			await Promise.all([ask(key, "POST", "/v1/live/room", published), arrived.promise]);
			return mine.times;
		},
		presence: async () => presence.parse(await ask(key, "GET", "/v1/live/room")),
		async stop() {
			for (const client of clients) client.close();
			await account.stop();
		},
	};
}

function connect(url: string, receive: (text: string) => void): Promise<WebSocket> {
	const socket = new WebSocket(url);
	socket.addEventListener("message", ({ data }) => {
		const text = String(data);
		if (text.startsWith('{"type":"mark"')) socket.send(text);
		else receive(text);
	});
	return new Promise((resolve, reject) => {
		socket.addEventListener("open", () => resolve(socket));
		socket.addEventListener("error", () => reject(new Error("a connection was refused")));
	});
}
