import type { RoomAddress } from "./hub-address.ts";
import type { Presence } from "./hub-node.ts";
import type { HubParts } from "./hub-parts.ts";
import type { Relay } from "./relay.ts";
import type { Sequencer } from "./sequencer.ts";

/** A count is believed for this long. */
const FRESH_MS = 1_000;
/** Who was sent to a node may still be on the way there. */
const ARRIVAL_MS = 60_000;

/** What the root knows of the others: about how many each has, counted anew when that matters. */
export class Placement {
	readonly #parts: HubParts;
	readonly #relay: Relay;
	readonly #sequencer: Sequencer;
	readonly #taken = new Map<number, number>();
	readonly #placedAt = new Map<number, number>();
	readonly #startedAt: number;
	#countedAt = Number.NEGATIVE_INFINITY;
	#counting: Promise<void> | null = null;

	constructor(parts: HubParts, relay: Relay, sequencer: Sequencer) {
		this.#parts = parts;
		this.#relay = relay;
		this.#sequencer = sequencer;
		this.#startedAt = parts.now();
	}

	/** The node for the next connection, where the root itself has no room; `full` is one that had none. */
	async place(address: RoomAddress, full: number | null): Promise<number> {
		if (full !== null) this.#taken.set(full, this.#parts.settings.socketsPerNode);
		if (this.#findFree() === undefined) await this.#count(address);
		const node = this.#findFree() ?? this.#sequencer.grow(address);
		this.#taken.set(node, (this.#taken.get(node) ?? 0) + 1);
		this.#placedAt.set(node, this.#parts.now());
		return node;
	}

	async presence(address: RoomAddress): Promise<Presence> {
		if (this.#sequencer.nodes > 1) await this.#count(address);
		const elsewhere = this.#others().reduce((sum, node) => sum + (this.#taken.get(node) ?? 0), 0);
		return { members: this.#parts.members.size + elsewhere, nodes: this.#sequencer.nodes };
	}

	#others(): readonly number[] {
		return Array.from({ length: this.#sequencer.nodes - 1 }, (_, index) => index + 1);
	}

	/** A node that said nothing counts as full until it does. */
	#findFree(): number | undefined {
		const { socketsPerNode } = this.#parts.settings;
		return this.#others().find((node) => (this.#taken.get(node) ?? socketsPerNode) < socketsPerNode);
	}

	/** All who ask while one counts get its result: an object's requests share one context. */
	async #count(address: RoomAddress): Promise<void> {
		if (this.#parts.now() - this.#countedAt <= FRESH_MS) return;
		this.#counting ??= this.#askAll(address).finally(() => {
			this.#counting = null;
		});
		await this.#counting;
	}

	async #askAll(address: RoomAddress): Promise<void> {
		const census = await this.#relay.censusBelow({ address, node: 0, nodes: this.#sequencer.nodes });
		for (const [node, sockets] of Object.entries(census)) this.#taken.set(Number(node), sockets);
		this.#countedAt = this.#parts.now();
		this.#shrink();
	}

	/** The last nodes go when they are empty: every message would still go to each of them. */
	#shrink(): void {
		const isEmpty = (node: number) =>
			this.#taken.get(node) === 0 && this.#parts.now() - (this.#placedAt.get(node) ?? this.#startedAt) > ARRIVAL_MS;
		const kept = this.#others().findLast((node) => !isEmpty(node)) ?? 0;
		if (kept + 1 < this.#sequencer.nodes) this.#sequencer.shrink(kept + 1);
	}
}
