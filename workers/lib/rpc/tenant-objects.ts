import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** `objects`, entrypoint `TenantObjects`. */
export interface TenantObjects {
	/** Empties a tenant's objects; false while some may be left. Asked again, it comes to the same. */
	forget(tenant: string, location: string): Promise<boolean>;
}

export const toTenantObjects = (remote: Remote<TenantObjects>, call: RpcCall): TenantObjects => ({
	forget: (tenant, location) => askRpc(remote.forget(call, tenant, location)),
});
