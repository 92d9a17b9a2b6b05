import type { RoomAddress } from "./hub-address.ts";
import type { SequencedMessage } from "./hub-node.ts";

/** A room on one node writes none of it: it costs no storage. */
export interface HubMeta {
	/** The newest message that this node's members got. */
	readonly last: number;
	/** The root's: how many nodes the room has. */
	readonly nodes: number;
	/** The root's, once there are more nodes than itself. */
	readonly address: RoomAddress | null;
}

export const NEW_HUB: HubMeta = { last: 0, nodes: 1, address: null };

/** What an object keeps over its eviction; every change is durable before anything that follows it is seen. */
export interface HubStore {
	read(): HubMeta;
	write(meta: HubMeta): void;
	/** Keeps a message until every node has it. */
	append(message: SequencedMessage): void;
	/** Messages behind a number, in order. */
	after(seq: number, limit: number): readonly SequencedMessage[];
	/** Forgets those up to a number. */
	forget(seq: number): void;
	size(): number;
}

/** For tests: it outlives a hub as storage outlives an object. */
export function makeMemoryHubStore(): HubStore {
	let meta = NEW_HUB;
	let messages: readonly SequencedMessage[] = [];
	return {
		read: () => meta,
		write: (next) => {
			meta = next;
		},
		append: (message) => {
			messages = [...messages, message];
		},
		after: (seq, limit) => messages.filter((message) => message.seq > seq).slice(0, limit),
		forget: (seq) => {
			messages = messages.filter((message) => message.seq > seq);
		},
		size: () => messages.length,
	};
}
