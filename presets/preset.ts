import type { KnobsText } from "../config/knobs.ts";
import type { WorkloadText } from "../config/settings.ts";

/** A stage as data: its knobs by bottleneck, and the load it is made for. It names no resource. */
export interface Preset extends KnobsText {
	readonly workload: WorkloadText;
}
