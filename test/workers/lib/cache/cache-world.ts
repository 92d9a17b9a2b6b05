import { makeCache } from "../../../../workers/lib/cache/cache.ts";
import type { CacheEvent } from "../../../../workers/lib/cache/cache-event.ts";
import type { CacheOptions } from "../../../../workers/lib/cache/cache-options.ts";
import { makeCacheState } from "../../../../workers/lib/cache/cache-state.ts";
import { makeEntryCodec } from "../../../../workers/lib/cache/entry-codec.ts";
import { type Clock, makeClock } from "./clock.ts";

export const codec = makeEntryCodec((value) => (typeof value === "string" ? value : null));

/** A cache of texts with its clock, its event story, and what runs behind its answers. */
export function makeWorld(options: Partial<CacheOptions<string>> = {}, clock: Clock = makeClock()) {
	const events: CacheEvent[] = [];
	const background: Promise<unknown>[] = [];
	const state = options.state ?? makeCacheState<string>((text) => text.length * 2, clock.now);
	const cache = makeCache<string>({
		state,
		memoryBounds: { bytes: 1_000_000, entries: 1_000 },
		memorySeconds: 3_600,
		tiers: [],
		now: clock.now,
		random: () => 0,
		sleep: clock.sleep,
		waitUntil: (promise) => void background.push(promise),
		onEvent: (event) => void events.push(event),
		...options,
	});
	return {
		cache,
		clock,
		state,
		events,
		/** The story so far, which it forgets. */
		story: () => events.splice(0).map(tell),
		settle: async () => {
			while (background.length > 0) await Promise.all(background.splice(0));
		},
	};
}

/** An origin that counts its calls, takes its time, fails when told to, and has nothing when told so. */
export class Origin {
	calls = 0;
	ms = 0;
	rows = 1;
	fails = false;
	isEmpty = false;
	readonly #clock: Clock;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	readonly load = async () => {
		this.calls += 1;
		const value = this.isEmpty ? null : `v${this.calls}`;
		const { fails, rows } = this;
		if (this.ms > 0) await this.#clock.sleep(this.ms);
		if (fails) throw new Error("the origin fails");
		return { value, rows };
	};
}

function tell(event: CacheEvent): string {
	switch (event.kind) {
		case "hit":
			return `${event.state} from ${event.tier}${event.negative ? ": none" : ""}`;
		case "miss":
			return event.state;
		case "skip":
			return `skip ${event.tier}: ${event.reason}`;
		case "refresh":
			return `refresh: ${event.reason}`;
		case "store":
		case "remove":
			return `${event.kind} ${event.tier}`;
		case "tier-failed":
			return `${event.tier} failed: ${event.operation}`;
		case "evict":
			return `evict ${event.entries}`;
		default:
			return event.kind;
	}
}
