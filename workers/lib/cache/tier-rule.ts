/** List prices in micro-USD an operation: /kv/platform/pricing/, /d1/platform/pricing/ and /durable-objects/platform/pricing/, 2026-09-17. */
export const PRICES = { kvRead: 0.5, kvWrite: 5, d1RowRead: 0.001, objectRequest: 0.15, objectRowWrite: 1 } as const;

/** What was measured of loads from the origin. */
export interface OriginCost {
	readonly rows: number;
	readonly ms: number;
}

export interface TierCost {
	readonly readMicroUsd: number;
	readonly writeMicroUsd: number;
	/** How long a read takes. */
	readonly ms: number;
	/** How many reads find what one write left. */
	readonly readsPerWrite: number;
}

/**
 * True where a read of the tier is worth its money: it saves the origin's rows and the client's time, and bears its
 * share of the write. A KV read costs as much as 500 D1 rows and a KV write as 5,000, so what is cheap and near isn't worth it.
 *
 * @param microUsdPerMs - what a millisecond of a client's time is worth; 0 counts the bill alone
 */
export function isWorth(origin: OriginCost, tier: TierCost, microUsdPerMs: number): boolean {
	const saved = origin.rows * PRICES.d1RowRead + Math.max(0, origin.ms - tier.ms) * microUsdPerMs;
	return saved > tier.readMicroUsd + tier.writeMicroUsd / tier.readsPerWrite;
}
