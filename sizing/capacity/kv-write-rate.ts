import { ASSUMPTIONS as A } from "../assumptions.ts";
import { LIMITS } from "../limits.ts";
import { estimateAppUsage } from "../usage/app.ts";
import { type Bottleneck, cite } from "./bottleneck.ts";

export const kvWriteRate: Bottleneck = {
	title: "KV write rate per key",
	remedy:
		"records cached near their database instead, where KV doesn't earn its price; one object that writes a hot key (docs/guide/kv-layout.md)",
	measure: (plan, traffic) => {
		const { kvWrites = 0 } = estimateAppUsage(plan, traffic);
		return [
			{
				what: "the record written most, and its tenant's key",
				demand: kvWrites * traffic.peakPerMonth * A.busiestKeyShare.value + 1 / plan.knobs.kvReadLatency.keyKv,
				limit: LIMITS.kvWritesPerKey.paid,
				unit: "writes a second",
				source: cite(LIMITS.kvWritesPerKey),
			},
		];
	},
};
