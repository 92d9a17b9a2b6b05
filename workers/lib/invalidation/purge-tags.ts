import type { PurgeBucket } from "./purge-bucket.ts";

/** The part of `ctx.cache` that is needed; the local runtime has none (Miniflare 4.20260730.0, 2026-11-21). */
export interface WorkersCache {
	purge(options: { readonly tags: string[] }): Promise<{ readonly success: boolean }>;
}

export interface PurgeOptions {
	readonly cache: WorkersCache | undefined;
	readonly bucket: PurgeBucket;
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
export async function purgeTags({ cache, bucket, onEvent }: PurgeOptions, tags: readonly string[]): Promise<void> {
	if (!cache) {
		onEvent({ kind: "absent" });
		return;
	}
	bucket.add(tags);
	for (let batch = bucket.take(); batch.length > 0; batch = bucket.take()) {
		if (!(await purge(cache, batch, onEvent))) {
			bucket.add(batch);
			break;
		}
	}
	if (bucket.waiting > 0) onEvent({ kind: "deferred", tags: bucket.waiting });
}

async function purge(cache: WorkersCache, batch: readonly string[], onEvent: (event: PurgeEvent) => void): Promise<boolean> {
	try {
		const { success } = await cache.purge({ tags: [...batch] });
		if (!success) throw new Error("the purge was refused");
		onEvent({ kind: "purged", tags: batch.length });
		return true;
	} catch (error) {
		onEvent({ kind: "purge-failed", error });
		return false;
	}
}
