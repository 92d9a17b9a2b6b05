import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** Where a new tenant's data could go, as far as one `app` knows. */
interface TenantPlacement {
	/** It binds databases of the tenant's own. */
	readonly dedicated: boolean;
}

/** `app`, beside its `fetch`: what needs no database, and so no placement near one, which RPC wouldn't get. */
export interface TenantPlacements {
	readPlacement(tenant: string): Promise<TenantPlacement>;
}

/** One `app`, for one request. */
export const toTenantPlacements = (remote: Remote<TenantPlacements>, call: RpcCall): TenantPlacements => ({
	readPlacement: (tenant) => askRpc(remote.readPlacement(call, tenant)),
});
