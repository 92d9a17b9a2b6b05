import { type RoomAddress, toChildren } from "./hub-address.ts";
import type { Published, Sender } from "./hub-node.ts";
import type { HubParts } from "./hub-parts.ts";
import type { HubMeta } from "./hub-store.ts";
import { toMessageText } from "./protocol.ts";

/** Messages a node is given at once. */
const BATCH = 100;
/** Messages that may wait for nodes below; beyond them nobody may publish. */
const MAX_WAITING = 1_000;
/** A part of the room that can't be reached for this long misses messages, and its members are told. */
const KEEP_MS = 30_000;
const RETRY_MS = 1_000;
/** When an object that is evicted is woken to go on; one write while it has more to do. */
const CHECK_MS = 5_000;

export interface Sequencer {
	publish(from: Sender, data: string): Published;
	nodes(): number;
	/** Adds a node and returns its number. */
	grow(address: RoomAddress): number;
	shrink(nodes: number): void;
	alarm(): Promise<void>;
}

/**
 * What the root does: it numbers messages, so that all members see one order, shows them to its own members, and keeps each until every
 * part of the room below has it. An object that is evicted in between goes on from there, woken by its alarm.
 */
export function makeSequencer({ members, store, settings, peer, now, wake, onError }: HubParts): Sequencer {
	let meta: HubMeta = store.read();
	let waiting = store.size();
	/** The newest message that a child has confirmed to this instance; after an eviction it is asked again. */
	const acked = new Map<number, number>();
	const pumping = new Set<number>();
	let wakesAt = 0;
	/** Set in one step with what is stored: an eviction right after finds both or neither. */
	const wakeBy = (at: number) => {
		if (wakesAt > now() && wakesAt <= at) return;
		wakesAt = at;
		wake(at);
	};

	const save = (changed: Partial<HubMeta>) => {
		meta = { ...meta, ...changed };
		store.write(meta);
	};
	const children = () => toChildren(0, settings.fanOut, meta.nodes);
	const forget = (seq: number) => {
		store.forget(seq);
		waiting = store.size();
	};
	const forgetDelivered = () => forget(Math.min(meta.last, ...children().map((child) => acked.get(child) ?? 0)));

	const pump = async (address: RoomAddress, child: number) => {
		if (pumping.has(child)) return;
		pumping.add(child);
		try {
			for (;;) {
				const messages = store.after(acked.get(child) ?? 0, BATCH);
				const newest = messages.at(-1);
				if (!newest || child >= meta.nodes) return;
				await peer(address, child).deliver({ address, node: child, nodes: meta.nodes }, messages);
				acked.set(child, newest.seq);
				forgetDelivered();
			}
		} catch (error) {
			onError(error);
			wakeBy(now() + RETRY_MS);
		} finally {
			pumping.delete(child);
		}
	};
	const pumpAll = async () => {
		const { address } = meta;
		if (address) await Promise.all(children().map((child) => pump(address, child)));
	};

	return {
		publish(from, data) {
			if (waiting >= MAX_WAITING) return { kind: "busy" };
			const prev = meta.last;
			// Time keeps numbers rising where none is stored, in a room of one node.
			const seq = Math.max(prev + 1, now());
			const text = toMessageText(seq, from, data);
			meta = { ...meta, last: seq };
			if (meta.nodes > 1) {
				store.append({ seq, prev, text });
				store.write(meta);
				waiting += 1;
				wakeBy(now() + CHECK_MS);
			}
			members.broadcast(text);
			void pumpAll();
			return { kind: "taken", seq };
		},
		nodes: () => meta.nodes,
		grow(address) {
			const node = meta.nodes;
			acked.set(node, meta.last);
			save({ address, nodes: node + 1 });
			return node;
		},
		shrink(nodes) {
			save({ nodes });
			forgetDelivered();
		},
		async alarm() {
			wakesAt = 0;
			forget(now() - KEEP_MS);
			if (waiting > 0) wakeBy(now() + CHECK_MS);
			await pumpAll();
		},
	};
}
