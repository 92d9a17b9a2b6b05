import { isWorth, type OriginCost, type TierCost } from "./tier-rule.ts";

/** What an isolate has measured: the means of its last loads, and what a tier's reads and writes came to. */
export interface CostBook {
	observeLoad(cost: OriginCost): void;
	observeRead(tier: string, ms: number, hit: boolean): void;
	observeWrite(tier: string): void;
	/** False until a load was measured: an unknown origin may be the cheaper one. */
	earns(tier: string, prices: Pick<TierCost, "readMicroUsd" | "writeMicroUsd">, microUsdPerMs: number): boolean;
}

/** The weight of the newest measure. */
const WEIGHT = 0.1;
/** What is believed of a tier that nobody has measured. */
const PRIOR = { ms: 10, hits: 10, writes: 1 } as const;
/** Old counts lose half their weight when they come to this: what was true an hour ago decides nothing. */
const MAX_COUNT = 1_000;

interface TierCounts {
	ms: number;
	hits: number;
	writes: number;
}

const mean = (old: number, value: number) => old + (value - old) * WEIGHT;

export function makeCostBook(): CostBook {
	let origin: OriginCost | null = null;
	const tiers = new Map<string, TierCounts>();
	const countsOf = (tier: string) => {
		const counts = tiers.get(tier) ?? { ...PRIOR };
		if (counts.hits > MAX_COUNT) Object.assign(counts, { hits: counts.hits / 2, writes: counts.writes / 2 });
		tiers.set(tier, counts);
		return counts;
	};
	return {
		observeLoad(cost) {
			origin = origin ? { rows: mean(origin.rows, cost.rows), ms: mean(origin.ms, cost.ms) } : cost;
		},
		observeRead(tier, ms, hit) {
			const counts = countsOf(tier);
			counts.ms = mean(counts.ms, ms);
			counts.hits += hit ? 1 : 0;
		},
		observeWrite(tier) {
			countsOf(tier).writes += 1;
		},
		earns(tier, prices, microUsdPerMs) {
			const { ms, hits, writes } = countsOf(tier);
			return origin !== null && isWorth(origin, { ...prices, ms, readsPerWrite: hits / writes }, microUsdPerMs);
		},
	};
}
