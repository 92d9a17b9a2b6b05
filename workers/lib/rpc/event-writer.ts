import type { Meter } from "../meter/make-meter.ts";
import type { EventGroup, EventOutcome } from "../rpc.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** `app`, entrypoint `Internal`, as `ingest` has it. */
export interface EventWriter {
	writeEvents(group: EventGroup): Promise<EventOutcome>;
}

/** One `app`, for one batch; what it is billed goes on the batch's meter. */
export const toEventWriter = (remote: Remote<EventWriter>, call: RpcCall, meter: Pick<Meter, "add">): EventWriter => ({
	writeEvents: (group) => askRpc(remote.writeEvents(call, group), meter),
});
