import { DurableObject } from "cloudflare:workers";
import { type RoomAddress, toHubName, toHubNode } from "../lib/live/hub-address.ts";
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
import { restrictObjects } from "../lib/objects/restrict-objects.ts";
import { forgetAll } from "./forget-all.ts";
import type { Env } from "./manifest.ts";
import { findObjects } from "./own-objects.ts";
import { makeSqlHub } from "./sql-hub.ts";

const NOTED = "noted";

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
			peer: (address, node) => toHubNode(findObjects(this.ctx.exports, "Hub"), address, node),
			now,
			wake: (at) => ctx.waitUntil(ctx.storage.setAlarm(at)),
			onError: (error) => logError("live room", error, {}),
		});
	}

	override async fetch(request: Request): Promise<Response> {
		const join = parseJoinRequest(request);
		await this.#note(join.address, join.node);
		const next = await this.#hub.place(join);
		if (next !== null) return new Response(null, { status: 421, headers: { [NEXT_NODE]: String(next) } });
		const { 0: client, 1: server } = new WebSocketPair();
		this.ctx.acceptWebSocket(server);
		this.#hub.join(server, join);
		return new Response(null, { status: 101, webSocket: client });
	}

	async publish(address: RoomAddress, from: Sender, data: string): Promise<Published> {
		await this.#note(address, 0);
		return this.#hub.publish(address, from, data);
	}

	async deliver(place: Place, messages: readonly SequencedMessage[]): Promise<void> {
		await this.#note(place.address, place.node);
		return this.#hub.deliver(place, messages);
	}

	census(place: Place): Promise<Census> {
		return this.#hub.census(place);
	}

	presence(address: RoomAddress): Promise<Presence> {
		return this.#hub.presence(address);
	}

	closeKey(keyId: string): Promise<void> {
		return this.#hub.closeKey(keyId);
	}

	/** Of a tenant that is deleted. */
	forget(): Promise<void> {
		return forgetAll(this.ctx);
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

	/** Before anything is kept here: a name that is in no list is found by nobody who deletes the tenant. */
	async #note(address: RoomAddress, node: number): Promise<void> {
		if (this.ctx.storage.kv.get(NOTED) === true) return;
		const list = restrictObjects(findObjects(this.ctx.exports, "ObjectList"), address.location).getByName(address.tenant);
		await list.note({ class: "Hub", name: toHubName(address, node) });
		this.ctx.storage.kv.put(NOTED, true);
	}
}
