import type { CacheEntry } from "./cache-entry.ts";
import type { CacheOptions } from "./cache-options.ts";
import type { CacheTier, TierAnswer } from "./cache-tier.ts";
import { withDeadline } from "./with-deadline.ts";

/** The tiers behind memory, none of which can fail or delay a request beyond its time. */
export interface TierCalls<V> {
	/** Null for a tier that isn't worth asking, or failed. */
	get(tier: CacheTier<V>, key: string): Promise<TierAnswer<V> | null>;
	/** `put` is after a miss, `write` after a write to the origin. */
	store(operation: "put" | "write", key: string, entry: CacheEntry<V>): Promise<void>;
	remove(key: string): Promise<void>;
	release(key: string): Promise<void>;
}

type Guard<V> = <T>(tier: CacheTier<V>, operation: "get" | "put" | "remove", key: string, run: () => Promise<T>) => Promise<T | null>;

const makeGuard =
	<V>({ sleep, onEvent }: CacheOptions<V>): Guard<V> =>
	async (tier, operation, key, run) => {
		try {
			return await withDeadline(run(), tier.timeoutMs, sleep);
		} catch (error) {
			onEvent({ kind: "tier-failed", key, tier: tier.name, operation, error });
			return null;
		}
	};

/** Null where the tier failed or is too dear. */
async function getFrom<V>(options: CacheOptions<V>, guard: Guard<V>, tier: CacheTier<V>, key: string): Promise<TierAnswer<V> | null> {
	const { now, onEvent, state } = options;
	const reason = tier.skips("get", key);
	if (reason) {
		onEvent({ kind: "skip", key, tier: tier.name, reason });
		return null;
	}
	const startedAt = now();
	const answer = await guard(tier, "get", key, () => tier.get(key));
	state.book.observeRead(tier.name, now() - startedAt, answer !== null && answer.entry !== null);
	return answer;
}

export function makeTierCalls<V>(options: CacheOptions<V>): TierCalls<V> {
	const { state, onEvent } = options;
	const guard = makeGuard(options);
	const put = async (tier: CacheTier<V>, operation: "put" | "write", key: string, entry: CacheEntry<V>) => {
		state.book.observeWrite(tier.name);
		const done = await guard(tier, "put", key, async () => {
			await (operation === "write" && tier.write ? tier.write(key, entry) : tier.put(key, entry));
			return true;
		});
		if (done) onEvent({ kind: "store", key, tier: tier.name });
	};
	return {
		get: (tier, key) => getFrom(options, guard, tier, key),
		async store(operation, key, entry) {
			const run = async (tier: CacheTier<V>) => {
				const reason = tier.skips(operation, key);
				if (reason) onEvent({ kind: "skip", key, tier: tier.name, reason });
				else await put(tier, operation, key, entry);
			};
			await Promise.all(options.tiers.map(run));
		},
		async remove(key) {
			const run = async (tier: CacheTier<V>) => {
				if (tier.skips("write", key)) return;
				onEvent({ kind: "remove", key, tier: tier.name });
				await guard(tier, "remove", key, () => tier.remove(key));
			};
			await Promise.all(options.tiers.map(run));
		},
		async release(key) {
			await Promise.all(options.tiers.map((tier) => tier.release && guard(tier, "remove", key, async () => tier.release?.(key))));
		},
	};
}
