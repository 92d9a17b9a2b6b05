import type { DeadLetterStore } from "../rpc.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** The letters of `deadletters`, for one request. */
export const toDeadLetterStore = (remote: Remote<DeadLetterStore>, call: RpcCall): DeadLetterStore => ({
	list: (query) => askRpc(remote.list(call, query)),
	replay: (id) => askRpc(remote.replay(call, id)),
	replayPage: (range, after) => askRpc(remote.replayPage(call, range, after)),
	forget: (tenant, after) => askRpc(remote.forget(call, tenant, after)),
	count: () => askRpc(remote.count(call)),
});
