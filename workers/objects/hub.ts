import { DurableObject } from "cloudflare:workers";
import { type RoomAddress, toHubNode } from "../lib/live/hub-address.ts";
import {
	type Census,
	type HubNode,
	NEXT_NODE,
	type Place,
	type Presence,
	type Published,
	type Sender,
	type SequencedMessage,
} from "../lib/live/hub-node.ts";
import { parseJoinRequest } from "../lib/live/join-request.ts";
import { type Hub as LiveHub, makeHub } from "../lib/live/make-hub.ts";
import { Members } from "../lib/live/members.ts";
import { PING, PONG } from "../lib/live/protocol.ts";
import { logError } from "../lib/log-error.ts";
import type { ObjectNamespace } from "../lib/manifest.ts";
import type { Env } from "./manifest.ts";
import { makeSqlHub } from "./sql-hub.ts";

const isNamespace = (value: unknown): value is ObjectNamespace<HubNode> =>
	(typeof value === "object" || typeof value === "function") && value !== null && "getByName" in value;

/** One object a node of a room. It sleeps while nobody sends anything, and its connections stay. */
export class Hub extends DurableObject<Env> implements HubNode {
	readonly #hub: LiveHub;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		const settings = env.SETTINGS.live;
		const now = Date.now;
		ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
		this.#hub = makeHub({
			members: new Members(ctx.getWebSockets(), { settings, now }),
			store: makeSqlHub(ctx.storage.sql),
			settings,
			peer: (address, node) => toHubNode(this.#rooms(), address, node),
			now,
			wake: (at) => ctx.waitUntil(ctx.storage.setAlarm(at)),
			onError: (error) => logError("live room", error, {}),
		});
	}

	override async fetch(request: Request): Promise<Response> {
		const join = parseJoinRequest(request);
		const next = await this.#hub.place(join);
		if (next !== null) return new Response(null, { status: 421, headers: { [NEXT_NODE]: String(next) } });
		const { 0: client, 1: server } = new WebSocketPair();
		this.ctx.acceptWebSocket(server);
		this.#hub.join(server, join);
		return new Response(null, { status: 101, webSocket: client });
	}

	publish(address: RoomAddress, from: Sender, data: string): Promise<Published> {
		return this.#hub.publish(address, from, data);
	}

	deliver(place: Place, messages: readonly SequencedMessage[]): Promise<void> {
		return this.#hub.deliver(place, messages);
	}

	census(place: Place): Promise<Census> {
		return this.#hub.census(place);
	}

	presence(address: RoomAddress): Promise<Presence> {
		return this.#hub.presence(address);
	}

	override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		return this.#hub.receive(socket, message);
	}

	override webSocketClose(socket: WebSocket): void {
		this.#hub.leave(socket);
	}

	override webSocketError(socket: WebSocket): void {
		this.#hub.leave(socket);
	}

	override alarm(): Promise<void> {
		return this.#hub.alarm();
	}

	/** This class itself, with no binding of a Worker to itself. */
	#rooms(): ObjectNamespace<HubNode> {
		const namespace: unknown = Reflect.get(this.ctx.exports, "Hub");
		if (!isNamespace(namespace)) throw new Error("this Worker exports no Hub");
		return namespace;
	}
}
