import { settingsOf } from "../../find.ts";
import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

/** By main module: the settings that say how long something is believed, and the least that KV or a data center takes. */
const CACHES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	"app.js": { recordCacheSeconds: 60, recordMemorySeconds: 1, hotReadSeconds: 30 },
	"gateway.js": { keyKvSeconds: 60, keyMemorySeconds: 1, hotReadSeconds: 30 },
};

export const cacheTtl = defineRule({
	id: "cache-ttl",
	product: "kv",
	wrong: "A cache has no time to live, or one that KV refuses",
	why: "What is cached without an end is served for ever after it changed: a revoked key, a deleted record",
	remedy: "Give each cache its seconds, or 0 to leave it out (stagecraft:overrides.kvReadLatency and kvWriteRate)",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const caches = CACHES[textAt(version, "mainModule") ?? ""];
		if (caches === undefined) return notApplicable("it is no Worker with caches of ours");
		const settings = settingsOf(version) ?? {};
		return toOutcome(
			Object.entries(caches).flatMap(([name, least]) => {
				const value = settings[name];
				if (typeof value === "number" && (value === 0 || value >= least)) return [];
				return [makeFault(`SETTINGS.${name}`, value, `must be 0 or at least ${least} seconds (wrangler 4.164.0, 2026-11-17)`)];
			}),
		);
	},
});
