import type { Meter } from "../meter/make-meter.ts";
import type { EventGroup, EventOutcome } from "../rpc.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** `app`, entrypoint `Internal`, as `ingest` has it. */
export interface EventWriter {
	/** Stores groups of any of its shards; an outcome for each. */
	writeEvents(groups: readonly EventGroup[]): Promise<readonly EventOutcome[]>;
}

/** One `app`, for one batch; what it is billed goes on the batch's meter. */
export const toEventWriter = (remote: Remote<EventWriter>, call: RpcCall, meter: Pick<Meter, "add">): EventWriter => ({
	writeEvents: (groups) => askRpc(remote.writeEvents(call, groups), meter),
});
