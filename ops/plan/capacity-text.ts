import type { Capacity } from "../../sizing/capacity.ts";
import { WANTED_HEADROOM } from "../../sizing/recommend.ts";
import { toBar } from "../../terminal/bar.ts";
import { toCountText } from "../../terminal/money.ts";
import { type Row, toTable } from "../../terminal/table.ts";

const toRow = ({ title, what, demand, limit, unit, use, breaksAt, remedyStage }: Capacity): Row => ({
	bottleneck: title,
	"at the peak": what,
	needs: toShort(demand),
	of: toShort(limit),
	unit,
	use: toBar(use),
	"breaks at, a day": breaksAt === null ? "–" : toCountText(breaksAt),
	"better from": remedyStage ?? "–",
});

const toShort = (value: number) => value.toLocaleString("en", { maximumSignificantDigits: 3 });

/** The ten bottlenecks as a table, and what to do about those that are near their limit. */
export function toCapacityText(capacities: readonly Capacity[]): string {
	const tight = capacities.filter(({ use }) => 1 - use < WANTED_HEADROOM);
	const remedies = tight.map(
		({ title, remedy, remedyStage }) => `  ${title}: ${remedy}${remedyStage === null ? "" : ` (stage ${remedyStage})`}`,
	);
	return [toTable(capacities.map(toRow)), ...(remedies.length > 0 ? ["", "What to do:", ...remedies] : [])].join("\n");
}

/** The one that is met first. */
export function toNearest(capacities: readonly Capacity[]): Capacity | undefined {
	return [...capacities].sort((a, b) => b.use - a.use)[0];
}

export const toPercent = (share: number): string => `${(share * 100).toFixed(0)} %`;
