import type { PurgeBucket } from "./purge-bucket.ts";
import type { PurgeRate } from "./purge-rate.ts";

/** The part of `ctx.cache` that is needed; the local runtime has none (Miniflare 4.20260730.0, 2026-11-21). */
export interface WorkersCache {
	purge(options: { readonly tags: string[] }): Promise<{ readonly success: boolean }>;
}

export interface PurgeOptions {
	/** Of the entrypoint whose answers are purged: another's purge doesn't reach them (/workers/cache/purge/, 2026-11-21). */
	readonly cache: WorkersCache | undefined;
	readonly bucket: PurgeBucket;
	readonly rate: PurgeRate;
	readonly onEvent: (event: PurgeEvent) => void;
}

export type PurgeEvent =
	| { readonly kind: "purged"; readonly tags: number }
	/** The rate is used up: a later call, or the entries' own end, does it. */
	| { readonly kind: "deferred"; readonly tags: number }
	/** There is no Workers Cache here. */
	| { readonly kind: "absent" }
	| { readonly kind: "purge-failed"; readonly error: unknown };

/** Purges tags of Workers Cache, many in a call and no more often than it allows. Never throws: what isn't purged ends by its age. */
export async function purgeTags(options: PurgeOptions, tags: readonly string[]): Promise<void> {
	const { cache, bucket, onEvent } = options;
	if (!cache) {
		onEvent({ kind: "absent" });
		return;
	}
	bucket.add(tags);
	while (bucket.waiting > 0 && (await purgeSome(options, cache)));
	if (bucket.waiting > 0) onEvent({ kind: "deferred", tags: bucket.waiting });
}

/** False where it couldn't; the tags wait on. */
async function purgeSome({ bucket, rate, onEvent }: PurgeOptions, cache: WorkersCache): Promise<boolean> {
	let batch: readonly string[] = [];
	try {
		if (!(await rate())) return false;
		batch = bucket.take();
		const { success } = await cache.purge({ tags: [...batch] });
		if (!success) throw new Error("the purge was refused");
		onEvent({ kind: "purged", tags: batch.length });
		return true;
	} catch (error) {
		bucket.add(batch);
		onEvent({ kind: "purge-failed", error });
		return false;
	}
}
