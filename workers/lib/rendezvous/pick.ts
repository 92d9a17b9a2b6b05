import { hash } from "./hash.ts";

/**
 * The one of `places` that a key belongs to, by rendezvous hashing: a place that is added takes its share of the keys
 * from all others and no key moves between those; the order of `places` says nothing.
 */
export function pick(places: readonly string[], key: string): string {
	let best: string | undefined;
	let bestScore = -1;
	for (const place of places) {
		const score = hash(`${place}\n${key}`);
		if (best !== undefined && (score < bestScore || (score === bestScore && place > best))) continue;
		best = place;
		bestScore = score;
	}
	if (best === undefined) throw new Error("A key can't be placed among no places");
	return best;
}
