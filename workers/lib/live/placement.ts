import type { RoomAddress } from "./hub-address.ts";
import type { Presence } from "./hub-node.ts";
import type { HubParts } from "./hub-parts.ts";
import type { Relay } from "./relay.ts";
import type { Sequencer } from "./sequencer.ts";

/** A count is believed for this long. */
const FRESH_MS = 1_000;
/** Who was sent to a node may still be on the way there. */
const ARRIVAL_MS = 60_000;

export interface Placement {
	/** The node for the next connection, where the root itself has no room. */
	place(address: RoomAddress, full: number | null): Promise<number>;
	presence(address: RoomAddress): Promise<Presence>;
}

/** What the root knows of the others: about how many each has, counted anew when that matters. */
export function makePlacement({ members, settings, now }: HubParts, relay: Relay, sequencer: Sequencer): Placement {
	const taken = new Map<number, number>();
	const placedAt = new Map<number, number>();
	const startedAt = now();
	let countedAt = Number.NEGATIVE_INFINITY;
	let counting: Promise<void> | null = null;

	const others = () => Array.from({ length: sequencer.nodes() - 1 }, (_, index) => index + 1);
	/** A node that said nothing counts as full until it does. */
	const free = () => others().find((node) => (taken.get(node) ?? settings.socketsPerNode) < settings.socketsPerNode);

	/** The last nodes go when they are empty: every message would still go to each of them. */
	const shrink = () => {
		const isEmpty = (node: number) => taken.get(node) === 0 && now() - (placedAt.get(node) ?? startedAt) > ARRIVAL_MS;
		const kept = others().findLast((node) => !isEmpty(node)) ?? 0;
		if (kept + 1 < sequencer.nodes()) sequencer.shrink(kept + 1);
	};
	const count = async (address: RoomAddress) => {
		const census = await relay.censusBelow({ address, node: 0, nodes: sequencer.nodes() });
		for (const [node, sockets] of Object.entries(census)) taken.set(Number(node), sockets);
		countedAt = now();
		shrink();
	};
	/** All who ask while one counts get its result: an object's requests share one context. */
	const countOnce = (address: RoomAddress): Promise<void> => {
		counting ??= count(address).finally(() => {
			counting = null;
		});
		return counting;
	};
	const takePlace = (node: number) => {
		taken.set(node, (taken.get(node) ?? 0) + 1);
		placedAt.set(node, now());
		return node;
	};

	return {
		async place(address, full) {
			if (full !== null) taken.set(full, settings.socketsPerNode);
			const found = free();
			if (found !== undefined) return takePlace(found);
			if (now() - countedAt > FRESH_MS) await countOnce(address);
			return takePlace(free() ?? sequencer.grow(address));
		},
		async presence(address) {
			if (sequencer.nodes() > 1 && now() - countedAt > FRESH_MS) await countOnce(address);
			const elsewhere = others().reduce((sum, node) => sum + (taken.get(node) ?? 0), 0);
			return { members: members.size + elsewhere, nodes: sequencer.nodes() };
		},
	};
}
