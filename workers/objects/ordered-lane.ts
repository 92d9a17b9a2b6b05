import { DurableObject } from "cloudflare:workers";
import { findMembers } from "../lib/members/members.ts";
import { restrictObjects } from "../lib/objects/restrict-objects.ts";
import { toBellText } from "../lib/ordered-lane/lane-bell.ts";
import { type LaneRef, type OrderedLaneObject, toLaneName } from "../lib/ordered-lane/lane-object.ts";
import type { LaneMessage, LaneStore } from "../lib/ordered-lane/lane-store.ts";
import {
	type OrderedLane as Lane,
	type LaneAnswer,
	type LanePolicy,
	type LaneReceiver,
	makeOrderedLane,
} from "../lib/ordered-lane/make-ordered-lane.ts";
import { makeQueueSender } from "../lib/queue-batch/make-queue-sender.ts";
import { forgetAll } from "./forget-all.ts";
import type { Env } from "./manifest.ts";
import { findObjects } from "./own-objects.ts";
import { makeSqlLane } from "./sql-lane.ts";

const BOUNDS = { maxWaiting: 10_000, maxPerRun: 100, random: Math.random } as const;

/** A bell may be lost, or whoever answered it stop: longer than a batch waits and a run takes. */
const RING_AGAIN_MS = 60_000;
/** How long an empty lane knows the ids that have left it. */
const REMEMBER_MS = 86_400_000;

/**
 * One object a key whose messages must arrive in order. It can't reach who stores them, since who stores them calls it: it
 * rings on the events queue, and `ingest` comes with the functions that deliver. Messages stay here until they have arrived.
 */
export class OrderedLane extends DurableObject<Env> implements OrderedLaneObject {
	#opened: { readonly store: LaneStore; readonly lane: Lane } | null = null;
	#isDraining = false;

	async put(ref: LaneRef, messages: readonly Pick<LaneMessage, "id" | "body">[]): Promise<LaneAnswer> {
		if (this.ctx.storage.kv.get("ref") === undefined) await this.#note(ref);
		const { lane, store } = this.#open();
		const wasEmpty = store.size() === 0;
		const answer = lane.put(messages);
		// One that isn't empty has rung, or waits for its next attempt, which no message may hasten.
		if (wasEmpty && store.size() > 0) {
			this.ctx.storage.kv.put("ref", ref);
			await this.ctx.storage.setAlarm(Date.now());
		}
		return answer;
	}

	async drain(receiver: LaneReceiver, policy: LanePolicy): Promise<void> {
		if (this.#isDraining) return;
		this.#isDraining = true;
		try {
			const { lane, store } = this.#open();
			const wait = await lane.run(receiver, policy);
			await this.ctx.storage.setAlarm(Date.now() + (store.size() === 0 ? REMEMBER_MS : (wait ?? 0) * 1_000));
		} finally {
			this.#isDraining = false;
		}
	}

	/** Of a tenant that is deleted. */
	forget(): Promise<void> {
		return forgetAll(this.ctx);
	}

	/** Rings, and again until the lane is empty; one that was empty for long forgets all. */
	override async alarm(): Promise<void> {
		const ref = this.ctx.storage.kv.get<LaneRef>("ref");
		if (!ref) return;
		if (this.#open().store.size() === 0) {
			this.#opened = null;
			await this.#list(ref).strike([toListed(ref)]);
			await this.ctx.storage.deleteAll();
			return;
		}
		await this.ctx.storage.setAlarm(Date.now() + RING_AGAIN_MS);
		const lanes = findMembers<"EVENTS", Queue>(this.env, "EVENTS");
		await makeQueueSender({ lanes }).send([{ key: `${ref.tenant}/${ref.key}`, text: toBellText(ref) }]);
	}

	/** A name that is in no list is found by nobody who deletes the tenant. */
	async #note(ref: LaneRef): Promise<void> {
		await this.#list(ref).note(toListed(ref));
	}

	#list({ tenant, location }: LaneRef) {
		return restrictObjects(findObjects(this.ctx.exports, "ObjectList"), location).getByName(tenant);
	}

	/** The tables are made anew where all was forgotten. */
	#open() {
		const store = this.#opened?.store ?? makeSqlLane(this.ctx.storage.sql);
		this.#opened ??= { store, lane: makeOrderedLane({ ...BOUNDS, store }) };
		return this.#opened;
	}
}

const toListed = (ref: LaneRef) => ({ class: "OrderedLane", name: toLaneName(ref) }) as const;
