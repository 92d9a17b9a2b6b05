import type { ObjectNamespace } from "../manifest.ts";
import { restrictObjects } from "../objects/restrict-objects.ts";
import type { LaneMessage } from "./lane-store.ts";
import type { LaneAnswer, LanePolicy, LaneReceiver } from "./make-ordered-lane.ts";

/** Whose lane it is: an object for each. */
export interface LaneRef {
	readonly tenant: string;
	/** D1 location hint or jurisdiction of the tenant's shards: where they may not leave one, neither may what waits here. */
	readonly location: string;
	readonly key: string;
}

/** `objects`, class `OrderedLane`: it keeps messages, and rings until somebody drains them. */
export interface OrderedLaneObject {
	/** Durable once it returns, all of them or none. */
	put(ref: LaneRef, messages: readonly Pick<LaneMessage, "id" | "body">[]): Promise<LaneAnswer>;
	/** Delivers what waits by the caller's functions, in order; does nothing while another does. */
	drain(receiver: LaneReceiver, policy: LanePolicy): Promise<void>;
}

/** No tenant's id holds a slash. */
export const toLaneName = ({ tenant, key }: Pick<LaneRef, "tenant" | "key">): string => `${tenant}/${key}`;

export const findLane = (lanes: ObjectNamespace<OrderedLaneObject>, ref: LaneRef): OrderedLaneObject =>
	restrictObjects(lanes, ref.location).getByName(toLaneName(ref));
