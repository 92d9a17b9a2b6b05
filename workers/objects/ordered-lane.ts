import { DurableObject } from "cloudflare:workers";
import type { LaneMessage } from "../lib/ordered-lane/lane-store.ts";
import { type OrderedLane as Lane, type LaneAnswer, makeOrderedLane } from "../lib/ordered-lane/make-ordered-lane.ts";
import { makeSqlLane } from "./sql-lane.ts";

const BOUNDS = { maxAttempts: 6, retryDelaySeconds: 2, maxWaiting: 10_000, maxPerRun: 500 } as const;

/** One object a key whose messages must arrive in order: it keeps them in SQLite and delivers them by its alarm. A product's own class says where to. */
export abstract class OrderedLane<Env> extends DurableObject<Env> {
	readonly #lane: Lane;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.#lane = makeOrderedLane({
			...BOUNDS,
			store: makeSqlLane(ctx.storage.sql),
			deliver: (message) => this.deliver(message),
			bury: (message, reason) => this.bury(message, reason),
			random: Math.random,
		});
	}

	/** Rejects where the message must be tried again; one may come twice, and is known by its id. */
	protected abstract deliver(message: LaneMessage): Promise<void>;

	/** Keeps a message after its last attempt. */
	protected abstract bury(message: LaneMessage, reason: string): Promise<void>;

	async put(id: string, body: string): Promise<LaneAnswer> {
		const answer = this.#lane.put(id, body);
		if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now());
		return answer;
	}

	/** One that stops in between runs again (/durable-objects/api/alarms/, 2026-09-17); the head is still there. */
	override async alarm(): Promise<void> {
		const wait = await this.#lane.run();
		if (wait !== null) await this.ctx.storage.setAlarm(Date.now() + wait * 1_000);
	}
}
