/** The shard doesn't have the tenant, or isn't bound here: whoever sent us to it read a stale directory. */
export class TenantMovedError extends Error {
	constructor(tenant: string, shard: string) {
		super(`tenant ${tenant} isn't open on shard ${shard}`);
		this.name = "TenantMovedError";
	}
}
