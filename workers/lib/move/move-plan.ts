/** Shards of one location. */
export interface Site {
	/** D1 location hint or jurisdiction. */
	readonly location: string;
	readonly shards: readonly string[];
}

/** A move as the directory has it, from its first step to its last the same. */
export interface MovePlan {
	readonly id: number;
	readonly tenant: string;
	/** Of the tenant before the move; the switch raises it by one. */
	readonly epoch: number;
	readonly source: Site;
	readonly target: Site;
}

/** What a shard is in a move. */
export interface Place {
	readonly shard: string;
	readonly location: string;
}

export const toPlaces = ({ location, shards }: Site): Place[] => shards.map((shard) => ({ shard, location }));

/** Where the tenant is now. */
export const toSources = ({ source }: MovePlan): Place[] => toPlaces(source);

/** Shards that it gets; those that it keeps in a split aren't among them. */
export const toArriving = ({ source, target }: MovePlan): Place[] => toPlaces(target).filter(({ shard }) => !source.shards.includes(shard));

/** Whether the tenant keeps its shards and gets more. */
export const isSplit = ({ source, target }: MovePlan): boolean => source.shards.every((shard) => target.shards.includes(shard));

export type MovePhase = "copying" | "closing" | "switched" | "undoing" | "done" | "undone";
