export type TierName = "memory" | "cache-api" | "kv" | "regional";

/** Why a tier isn't asked or given an entry: it costs more than it saves, or the key was missed only once. */
export type SkipReason = "price" | "first-miss";

/** What a cache decided; one event for every decision. */
export type CacheEvent = { readonly key: string } & (
	| { readonly kind: "hit"; readonly tier: TierName; readonly state: "fresh" | "stale"; readonly negative: boolean }
	| { readonly kind: "miss"; readonly state: "expired" | "missing" }
	| { readonly kind: "skip"; readonly tier: TierName; readonly reason: SkipReason }
	/** A refresh begins behind an answer. */
	| { readonly kind: "refresh"; readonly reason: "stale" | "early" }
	/** Somebody else is loading the key. */
	| { readonly kind: "joined" }
	| { readonly kind: "load"; readonly ms: number; readonly rows: number; readonly found: boolean }
	| { readonly kind: "load-failed"; readonly error: unknown }
	| { readonly kind: "stale-if-error" }
	/** A write came between a load's begin and its end: what it loaded is kept nowhere. */
	| { readonly kind: "discarded" }
	| { readonly kind: "store"; readonly tier: TierName }
	| { readonly kind: "evict"; readonly entries: number }
	| { readonly kind: "remove"; readonly tier: TierName }
	| { readonly kind: "tier-failed"; readonly tier: TierName; readonly operation: "get" | "put" | "remove"; readonly error: unknown }
	| { readonly kind: "tags-failed"; readonly error: unknown }
);
