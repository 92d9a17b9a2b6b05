import { defineWorker, type EnvOf, r2, services, settings, workflow } from "../lib/manifest.ts";
import type { TenantData } from "../lib/rpc.ts";

/** The plan's knobs for `upkeep`. */
export interface UpkeepSettings {
	/** How many time partitions after the current one stand ready. */
	readonly partitionsAhead: number;
}

/** What one run of the partitions Workflow is to make: `at` in milliseconds since 1970. */
export interface PartitionsParams {
	readonly at: number;
}

export const manifest = defineWorker({
	name: "upkeep",
	bindings: {
		APP: services<TenantData>("app", "Internal"),
		ARCHIVE: r2("archive"),
		PARTITIONS: workflow<PartitionsParams>("partitions"),
		SETTINGS: settings<UpkeepSettings>(),
	},
	// Partitions hourly: a run that fails or is missed is made good an hour later, a month ahead of need.
	crons: ["7 * * * *", "23 3 * * *"],
	workflows: { partitions: "MakePartitions" },
});

export type Env = EnvOf<typeof manifest>;
