import { ASSUMPTIONS as A } from "../assumptions.ts";
import { toHitShare } from "../traffic.ts";
import { estimateKeyReads } from "../usage/gateway.ts";
import type { Bottleneck } from "./bottleneck.ts";

/** A fifth of a second is felt. */
const BUDGET_MS = 200;

export const kvReadLatency: Bottleneck = {
	title: "KV read latency",
	remedy:
		"keys remembered longer in isolates, and repeated longer by the data center: each second more is a second more until a revoked key is refused",
	measure: ({ knobs }, traffic) => {
		const { kvReads, misses } = estimateKeyReads(knobs, traffic);
		const hot = toHitShare(traffic.tenantRate, knobs.kvReadLatency.hotRead);
		const readMs = hot * A.kvHotMs.value + (1 - hot) * A.kvColdMs.value;
		return [
			{
				what: "a request's mean wait for its key",
				demand: (kvReads * readMs + misses * A.directoryMs.value) / traffic.requests,
				limit: BUDGET_MS,
				unit: "ms",
				source: "a bound of our own: a wait of 200 ms is felt",
			},
		];
	},
};
