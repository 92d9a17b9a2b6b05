import { WorkerEntrypoint } from "cloudflare:workers";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { TenantPlacements } from "../lib/rpc/tenant-placements.ts";
import { listDatabases } from "../lib/shard-databases/find-database.ts";
import { api } from "./api.ts";
import type { Env } from "./manifest.ts";

export { Internal } from "./internal.ts";
export { Moves } from "./moves.ts";
export { PastEvents } from "./past-events.ts";

/** The tenant API by `fetch`, which placement moves near the databases; RPC stays where it is called. */
// biome-ignore lint/style/noDefaultExport: the Worker's own
export default class App extends WorkerEntrypoint<Env> implements Remote<TenantPlacements> {
	override fetch(request: Request): Response | Promise<Response> {
		return api.fetch(request, this.env, this.ctx);
	}

	readPlacement(call: RpcCall, tenant: string) {
		return answerRpc("readPlacement", call, () => ({ dedicated: listDatabases(this.env).some(({ shard }) => shard.tenant === tenant) }));
	}
}
