import type { TenantData } from "../rpc.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** The tenants' databases of one `app`, for one cron or Workflow run. */
export const toTenantData = (remote: Remote<TenantData>, call: RpcCall): TenantData => ({
	makePartitions: (at, ahead, after) => askRpc(remote.makePartitions(call, at, ahead, after)),
	pruneHistory: (keeping, after) => askRpc(remote.pruneHistory(call, keeping, after)),
	inspectShards: (after) => askRpc(remote.inspectShards(call, after)),
	readTenantLines: (kind, tenant, after) => askRpc(remote.readTenantLines(call, kind, tenant, after)),
	importLines: (kind, tenant, lines) => askRpc(remote.importLines(call, kind, tenant, lines)),
	deleteRows: (tenant, place) => askRpc(remote.deleteRows(call, tenant, place)),
	purgeCaches: (purge) => askRpc(remote.purgeCaches(call, purge)),
	findArchivable: (bounds, after) => askRpc(remote.findArchivable(call, bounds, after)),
	closeLayer: (ref) => askRpc(remote.closeLayer(call, ref)),
	readLayer: (ref, after) => askRpc(remote.readLayer(call, ref, after)),
	dropLayer: (ref, archived) => askRpc(remote.dropLayer(call, ref, archived)),
});
