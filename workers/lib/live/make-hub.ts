import type { HubNode } from "./hub-node.ts";
import type { HubParts } from "./hub-parts.ts";
import type { Join } from "./join-request.ts";
import { type HubSocket, type Member, type Members, tell } from "./members.ts";
import { Placement } from "./placement.ts";
import { CLOSE, toServerText } from "./protocol.ts";
import { makeRelay } from "./relay.ts";
import { Sequencer } from "./sequencer.ts";
import { type Root, Talk } from "./talk.ts";

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

/** One node of a room: the root of a small one is all there is; of a large one it numbers messages and hands them down a tree. */
export function makeHub(parts: HubParts): Hub {
	const { members, settings } = parts;
	const relay = makeRelay(parts);
	const sequencer = new Sequencer(parts);
	const placement = new Placement(parts, relay, sequencer);
	const own: Root = {
		publish: async (_, from, data) => sequencer.publish(from, data),
		presence: (address) => placement.presence(address),
	};
	const talk = new Talk(parts, own);

	const comings = makeComings(members, () => sequencer.nodes === 1);
	return {
		...own,
		...comings,
		deliver: relay.deliver,
		census: relay.census,
		alarm: () => sequencer.alarm(),
		receive: (socket, message) => talk.receive(socket, message),
		async place({ address, node, full }) {
			if (full === null && members.size < settings.socketsPerNode) return null;
			return node === 0 ? placement.place(address, full) : 0;
		},
	};
}

/** Who comes and goes, which members of a small room are told. */
function makeComings(members: Members, isAlone: () => boolean): Pick<Hub, "join" | "leave" | "closeKey"> {
	const announce = (type: "join" | "leave", { attachment: { sender, node } }: Member) => {
		if (node !== 0 || !isAlone() || members.size > MAX_ANNOUNCED) return;
		members.broadcast(toServerText({ type, ...sender, members: members.size }));
	};
	const leave = (socket: HubSocket) => {
		const member = members.remove(socket);
		if (member) announce("leave", member);
	};
	return {
		join(socket, { address, node, member, publish, keyId }) {
			const sender = { id: crypto.randomUUID(), member };
			const joined = members.add(socket, { address, node, sender, publish, keyId, flow: { sent: 0, seen: 0, blockedAt: 0 } });
			tell(socket, toServerText({ type: "welcome", id: sender.id, room: address.room }));
			announce("join", joined);
		},
		leave,
		async closeKey(keyId) {
			for (const socket of members.ofKey(keyId)) {
				socket.close(...CLOSE.revoked);
				leave(socket);
			}
		},
	};
}
