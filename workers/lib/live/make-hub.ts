import type { HubNode, Published } from "./hub-node.ts";
import type { HubParts } from "./hub-parts.ts";
import type { Join } from "./join-request.ts";
import { type HubSocket, type Member, tell } from "./members.ts";
import { makePlacement } from "./placement.ts";
import { CLOSE, type ClientMessage, parseClientMessage, type Refusal, toServerText } from "./protocol.ts";
import { makeRelay } from "./relay.ts";
import { makeSequencer } from "./sequencer.ts";

/** In a room of more, comings and goings would be most of what is sent: each tells everyone. */
const MAX_ANNOUNCED = 100;

export interface Hub extends Omit<HubNode, "fetch"> {
	/** Null where this node takes the connection, else the node to ask. */
	place(join: Join): Promise<number | null>;
	join(socket: HubSocket, join: Join): void;
	receive(socket: HubSocket, message: string | ArrayBuffer): Promise<void>;
	/** Once or more often for a socket that is gone. */
	leave(socket: HubSocket): void;
	alarm(): Promise<void>;
}

type Publish = Extract<ClientMessage, { type: "publish" }>;

/** One node of a room: the root of a small one is all there is; of a large one it numbers messages and hands them down a tree. */
export function makeHub(parts: HubParts): Hub {
	const { members, settings, peer, now } = parts;
	const relay = makeRelay(parts);
	const sequencer = makeSequencer(parts);
	const placement = makePlacement(parts, relay, sequencer);

	const announce = (type: "join" | "leave", { attachment: { sender, node } }: Member) => {
		if (node !== 0 || sequencer.nodes() > 1 || members.size > MAX_ANNOUNCED) return;
		members.broadcast(toServerText({ type, ...sender, members: members.size }));
	};
	/** The root asks itself directly. */
	const root = ({ attachment: { address, node } }: Member): Pick<HubNode, "publish" | "presence"> => (node === 0 ? own : peer(address, 0));
	const own: Pick<HubNode, "publish" | "presence"> = {
		publish: async (_, from, data) => sequencer.publish(from, data),
		presence: (address) => placement.presence(address),
	};

	/** The root can't be reached: whoever publishes may try again. */
	const toBusy = (error: unknown): Published => {
		parts.onError(error);
		return { kind: "busy" };
	};
	const publish = async (socket: HubSocket, member: Member, message: Publish) => {
		const ref = message.ref ?? null;
		const { address, sender } = member.attachment;
		const refuse = (code: Refusal) => tell(socket, toServerText({ type: "error", code, ref }));
		if (!member.attachment.publish) return refuse("may-not-publish");
		const published = await root(member).publish(address, sender, JSON.stringify(message.data)).catch(toBusy);
		if (published.kind === "busy") return refuse("busy");
		if (ref !== null) tell(socket, toServerText({ type: "ack", ref, seq: published.seq }));
	};
	const answer = async (socket: HubSocket, member: Member, message: ClientMessage | null) => {
		if (message?.type === "publish") return publish(socket, member, message);
		if (message?.type !== "presence") return tell(socket, toServerText({ type: "error", code: "bad-message", ref: null }));
		const { members: count } = await root(member).presence(member.attachment.address);
		tell(socket, toServerText({ type: "presence", members: count }));
	};

	return {
		...own,
		deliver: relay.deliver,
		census: relay.census,
		alarm: sequencer.alarm,
		async place({ address, node, full }) {
			if (full === null && members.size < settings.socketsPerNode) return null;
			return node === 0 ? placement.place(address, full) : 0;
		},
		join(socket, { address, node, member, publish }) {
			const sender = { id: crypto.randomUUID(), member };
			members.add(socket, { address, node, sender, publish, flow: { sent: 0, seen: 0, blockedAt: 0 } });
			tell(socket, toServerText({ type: "welcome", id: sender.id, room: address.room }));
			const joined = members.find(socket);
			if (joined) announce("join", joined);
		},
		async receive(socket, text) {
			const member = members.find(socket);
			if (!member) return;
			if (typeof text !== "string") return socket.close(...CLOSE.unsupported);
			// No character is more bytes than three, so most texts need no count.
			if (text.length * 3 > settings.maxMessageBytes && new TextEncoder().encode(text).byteLength > settings.maxMessageBytes)
				return socket.close(...CLOSE.tooBig);
			const message = parseClientMessage(text);
			if (message?.type === "mark" && members.confirm(socket, member, message.n)) return;
			const take = member.rate.take(now());
			if (take === "taken") return answer(socket, member, message);
			if (take === "cut") return socket.close(...CLOSE.policy);
			const ref = message?.type === "publish" ? (message.ref ?? null) : null;
			tell(socket, toServerText({ type: "error", code: "rate-limited", ref }));
		},
		leave(socket) {
			const member = members.remove(socket);
			if (member) announce("leave", member);
		},
	};
}
