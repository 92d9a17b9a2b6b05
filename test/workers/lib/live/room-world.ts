import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type RoomAddress, toHubNode } from "../../../../workers/lib/live/hub-address.ts";
import { type HubNode, NEXT_NODE, type Presence, type Published } from "../../../../workers/lib/live/hub-node.ts";
import type { HubSettings } from "../../../../workers/lib/live/hub-settings.ts";
import { type HubStore, makeMemoryHubStore } from "../../../../workers/lib/live/hub-store.ts";
import { type Join, toJoinRequest } from "../../../../workers/lib/live/join-request.ts";
import { type Hub, makeHub } from "../../../../workers/lib/live/make-hub.ts";
import { type HubSocket, Members } from "../../../../workers/lib/live/members.ts";

/** As `vitest.config.ts` binds them for workerd. */
const SETTINGS: HubSettings = { socketsPerNode: 2, fanOut: 2, maxMessageBytes: 2_000, messagesPerSecond: 50, bufferBytes: 40_000 };

export interface Client {
	/** All that came, as JSON, in its order. */
	readonly received: Record<string, unknown>[];
	/** The close code, once it is closed. */
	readonly closed: () => number | null;
	readonly send: (message: unknown) => void;
	readonly close: () => void;
	/** The node that took it. */
	readonly node: number;
}

/** A room as clients and the gateway see it. */
export interface Room {
	readonly address: RoomAddress;
	connect(options?: {
		readonly member?: string;
		readonly publish?: boolean;
		readonly reads?: boolean;
		readonly keyId?: string;
	}): Promise<Client>;
	publish(data: unknown): Promise<Published>;
	presence(): Promise<Presence>;
	closeKey(node: number, keyId: string): Promise<void>;
	/** A node loses all that it only remembers; its sockets stay. */
	evict(node: number): Promise<void>;
	alarm(node: number): Promise<void>;
	/** Until what was sent has arrived where it goes. */
	settle(): Promise<void>;
}

let rooms = 0;
const newAddress = (): RoomAddress => {
	rooms += 1;
	return { tenant: "acme", room: `room-${rooms}`, location: "weur" };
};

/** `reads`: whether the client sends marks back. */
type Ask = (node: number, join: Join, reads: boolean) => Promise<{ readonly next: number } | Omit<Client, "node">>;

/** As the gateway does it: from node to node until one takes the connection. */
async function connectBy(ask: Ask, address: RoomAddress, options: Parameters<Room["connect"]>[0] = {}): Promise<Client> {
	const { member = null, publish = true, reads = true, keyId = "k" } = options;
	let [node, full]: [number, number | null] = [0, null];
	for (let hops = 0; hops < 10; hops += 1) {
		const answer = await ask(node, { address, node, full, member, publish, keyId }, reads);
		if (!("next" in answer)) return { ...answer, node };
		full = node === 0 ? null : node;
		node = answer.next;
	}
	throw new Error("no node took the connection");
}

/** A socket pair without a network: the object's end, and the client's. */
class FakeSocket implements HubSocket {
	readonly received: Record<string, unknown>[] = [];
	closedWith: number | null = null;
	onMark: ((text: string) => void) | null = null;
	#attachment: unknown = null;

	send(text: string): void {
		if (this.closedWith !== null) throw new Error("it is closed");
		this.received.push(JSON.parse(text));
		if (text.startsWith('{"type":"mark"')) this.onMark?.(text);
	}
	close(code: number): void {
		this.closedWith ??= code;
	}
	serializeAttachment(value: unknown): void {
		this.#attachment = structuredClone(value);
	}
	deserializeAttachment(): unknown {
		return structuredClone(this.#attachment);
	}
}

interface Node {
	readonly store: HubStore;
	readonly sockets: Set<FakeSocket>;
	readonly life: { alive: boolean };
	readonly hub: Hub;
}

export interface MemoryRoom extends Room {
	readonly clock: { now: number };
	/** Nodes that can't be reached. */
	readonly down: Set<number>;
	readonly node: (node: number) => Node;
}

export function openMemoryRoom(settings: HubSettings = SETTINGS, address: RoomAddress = newAddress()): MemoryRoom {
	const nodes = new Map<number, Node>();
	const clock = { now: Date.UTC(2026, 10, 21) };
	const down = new Set<number>();
	/** What an evicted instance was doing ends there: it reaches nobody, and nobody reaches it. */
	const peerOf = (life: { alive: boolean }) => (_: RoomAddress, index: number) => {
		const { hub } = node(index);
		const reach =
			<Values extends unknown[], T>(call: (...values: Values) => Promise<T>) =>
			async (...values: Values): Promise<T> => {
				await Promise.resolve();
				if (!life.alive || down.has(index) || node(index).hub !== hub) throw new Error(`node ${index} can't be reached`);
				return call(...values);
			};
		return { publish: reach(hub.publish), deliver: reach(hub.deliver), census: reach(hub.census), presence: reach(hub.presence) };
	};
	const start = (store: HubStore, sockets: Set<FakeSocket>) => {
		const now = () => clock.now;
		const members = new Members(sockets, { settings, now });
		const life = { alive: true };
		const hub = makeHub({ members, store, settings, peer: peerOf(life), now, wake: () => undefined, onError: () => undefined });
		return { hub, life };
	};
	const node = (index: number): Node => {
		const found = nodes.get(index);
		if (found) return found;
		const [store, sockets] = [makeMemoryHubStore(), new Set<FakeSocket>()];
		const made: Node = { store, sockets, ...start(store, sockets) };
		nodes.set(index, made);
		return made;
	};
	const settle = async () => {
		for (let i = 0; i < 50; i += 1) await Promise.resolve();
	};
	const ask: Ask = async (index, join, reads) => {
		const at = node(index);
		const next = await at.hub.place(join);
		if (next !== null) return { next };
		const socket = new FakeSocket();
		if (reads) socket.onMark = (text) => queueMicrotask(() => void node(index).hub.receive(socket, text));
		at.sockets.add(socket);
		at.hub.join(socket, join);
		return {
			received: socket.received,
			closed: () => socket.closedWith,
			send: (message) => void node(index).hub.receive(socket, typeof message === "string" ? message : JSON.stringify(message)),
			close() {
				at.sockets.delete(socket);
				node(index).hub.leave(socket);
			},
		};
	};
	return {
		address,
		clock,
		down,
		node,
		settle,
		connect: (options) => connectBy(ask, address, options),
		publish: (data) => node(0).hub.publish(address, null, JSON.stringify(data)),
		presence: () => node(0).hub.presence(address),
		alarm: (index) => node(index).hub.alarm(),
		closeKey: (index, keyId) => node(index).hub.closeKey(keyId),
		async evict(index) {
			const at = node(index);
			at.life.alive = false;
			Object.assign(at, start(at.store, at.sockets));
		},
	};
}

export function openWorkerdRoom(evict: (stub: DurableObjectStub) => Promise<void>, address: RoomAddress = newAddress()): Room {
	const stub = (node: number) => env.HUB.getByName(`${address.tenant}/${address.room}/${node}`);
	const hub = (node: number): HubNode => toHubNode<HubNode>(env.HUB, address, node);
	const ask: Ask = async (node, join, reads) => {
		const response = await hub(node).fetch(toJoinRequest(join, new Headers({ upgrade: "websocket" })));
		const { webSocket } = response;
		if (!webSocket) return { next: Number(response.headers.get(NEXT_NODE)) };
		const received: Record<string, unknown>[] = [];
		let closed: number | null = null;
		webSocket.addEventListener("message", ({ data }) => {
			const message = JSON.parse(String(data));
			received.push(message);
			if (reads && message.type === "mark") webSocket.send(String(data));
		});
		webSocket.addEventListener("close", ({ code }) => {
			closed = code;
		});
		webSocket.accept();
		return {
			received,
			closed: () => closed,
			send: (message) => webSocket.send(typeof message === "string" ? message : JSON.stringify(message)),
			close: () => webSocket.close(1000),
		};
	};
	const settle = async () => {
		// Events of sockets come in turns of the loop; a call to the object comes back after those that were sent before it.
		for (let i = 0; i < 6; i += 1) {
			await hub(0).census({ address, node: 0, nodes: 1 });
			await new Promise((resolve) => setTimeout(resolve, 4));
		}
	};
	return {
		address,
		settle,
		connect: (options) => connectBy(ask, address, options),
		publish: (data) => hub(0).publish(address, null, JSON.stringify(data)),
		presence: () => hub(0).presence(address),
		evict: (node) => evict(stub(node)),
		closeKey: (node, keyId) => hub(node).closeKey(keyId),
		alarm: async (node) => void (await runDurableObjectAlarm(stub(node))),
	};
}
