import type { LongWork } from "../rpc.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** The long work of `upkeep`, for one request. */
export const toLongWork = (remote: Remote<LongWork>, call: RpcCall): LongWork => ({
	startExport: (tenant) => askRpc(remote.startExport(call, tenant)),
	startImport: (tenant, manifest) => askRpc(remote.startImport(call, tenant, manifest)),
	startDeletion: (tenant) => askRpc(remote.startDeletion(call, tenant)),
	startReplay: (range) => askRpc(remote.startReplay(call, range)),
	readRun: (kind, id) => askRpc(remote.readRun(call, kind, id)),
});
