import type { ArchiveReading } from "../archive/archive-store.ts";
import type { MoveDirectory, ShardMover } from "../move/move-data.ts";
import type { Place } from "../move/move-plan.ts";
import type { MoveSteps } from "../move/move-steps.ts";
import type { RestorePlan } from "./restore-plan.ts";
import type { ShardRestorer } from "./shard-restorer.ts";

/** What a restore asks of the Worker that binds a shard. */
export type RestoringShard = ShardRestorer & Pick<ShardMover, "begin" | "close" | "reopen" | "readToken" | "settle" | "end">;

export interface RestoreOptions {
	readonly plan: RestorePlan;
	readonly steps: MoveSteps;
	readonly directory: MoveDirectory;
	readonly shardOf: (place: Place) => RestoringShard;
	readonly now: () => number;
	/** Where exports are. */
	readonly store: ArchiveReading;
	/** Told why a restore is given up. */
	readonly onError: (what: string, error: unknown) => void;
}

/** What a write needs to name: see `ShardMover`. */
export async function requireToken(shard: RestoringShard, plan: RestorePlan, place: Place): Promise<number> {
	const token = await shard.readToken(plan, place.shard);
	if (token === null) throw new Error(`${place.shard} takes nothing of restore ${plan.id}`);
	return token;
}
