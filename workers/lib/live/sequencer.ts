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

/**
 * What the root does: it numbers messages, so that all members see one order, shows them to its own members, and keeps each until every
 * part of the room below has it. An object that is evicted in between goes on from there, woken by its alarm.
 */
export class Sequencer {
	readonly #parts: HubParts;
	#meta: HubMeta;
	#waiting: number;
	#wakesAt = 0;
	/** The newest message that a child has confirmed to this instance; after an eviction it is asked again. */
	readonly #acked = new Map<number, number>();
	readonly #pumping = new Set<number>();

	constructor(parts: HubParts) {
		this.#parts = parts;
		this.#meta = parts.store.read();
		this.#waiting = parts.store.size();
	}

	get nodes(): number {
		return this.#meta.nodes;
	}

	publish(from: Sender, data: string): Published {
		if (this.#waiting >= MAX_WAITING) return { kind: "busy" };
		const { members, store, now } = this.#parts;
		const prev = this.#meta.last;
		// Time keeps numbers rising where none is stored, in a room of one node.
		const seq = Math.max(prev + 1, now());
		const text = toMessageText(seq, from, data);
		this.#meta = { ...this.#meta, last: seq };
		if (this.nodes > 1) {
			store.append({ seq, prev, text });
			store.write(this.#meta);
			this.#waiting += 1;
			this.#wakeBy(now() + CHECK_MS);
		}
		members.broadcast(text);
		void this.#pumpAll();
		return { kind: "taken", seq };
	}

	/** Adds a node and returns its number. */
	grow(address: RoomAddress): number {
		const { nodes, last } = this.#meta;
		this.#acked.set(nodes, last);
		this.#save({ address, nodes: nodes + 1 });
		return nodes;
	}

	shrink(nodes: number): void {
		this.#save({ nodes });
		this.#forgetDelivered();
	}

	async alarm(): Promise<void> {
		const { now } = this.#parts;
		this.#wakesAt = 0;
		this.#forget(now() - KEEP_MS);
		if (this.#waiting > 0) this.#wakeBy(now() + CHECK_MS);
		await this.#pumpAll();
	}

	#save(changed: Partial<HubMeta>): void {
		this.#meta = { ...this.#meta, ...changed };
		this.#parts.store.write(this.#meta);
	}

	/** Set in one step with what is stored: an eviction right after finds both or neither. */
	#wakeBy(at: number): void {
		const { now, wake } = this.#parts;
		if (this.#wakesAt > now() && this.#wakesAt <= at) return;
		this.#wakesAt = at;
		wake(at);
	}

	#children(): readonly number[] {
		return toChildren(0, this.#parts.settings.fanOut, this.nodes);
	}

	#forget(seq: number): void {
		this.#parts.store.forget(seq);
		this.#waiting = this.#parts.store.size();
	}

	#forgetDelivered(): void {
		this.#forget(Math.min(this.#meta.last, ...this.#children().map((child) => this.#acked.get(child) ?? 0)));
	}

	async #pumpAll(): Promise<void> {
		const { address } = this.#meta;
		if (address) await Promise.all(this.#children().map((child) => this.#pump(address, child)));
	}

	/** One batch after the other, so that a child gets them in order; whoever comes in between finds it at work. */
	async #pump(address: RoomAddress, child: number): Promise<void> {
		if (this.#pumping.has(child)) return;
		this.#pumping.add(child);
		try {
			while (await this.#deliverNext(address, child));
		} catch (error) {
			this.#parts.onError(error);
			this.#wakeBy(this.#parts.now() + RETRY_MS);
		} finally {
			this.#pumping.delete(child);
		}
	}

	/** False where the child has everything, or is none any more. */
	async #deliverNext(address: RoomAddress, child: number): Promise<boolean> {
		const messages = this.#parts.store.after(this.#acked.get(child) ?? 0, BATCH);
		const newest = messages.at(-1);
		if (!newest || child >= this.nodes) return false;
		await this.#parts.peer(address, child).deliver({ address, node: child, nodes: this.nodes }, messages);
		this.#acked.set(child, newest.seq);
		this.#forgetDelivered();
		return true;
	}
}
