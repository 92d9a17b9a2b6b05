import { WorkerEntrypoint } from "cloudflare:workers";
import { REGIONS } from "../lib/cache/region.ts";
import { toShardName } from "../lib/counter/counter-object.ts";
import type { ObjectNamespace } from "../lib/manifest.ts";
import { restrictObjects } from "../lib/objects/restrict-objects.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { TenantObjects as Objects } from "../lib/rpc/tenant-objects.ts";
import { FORGOTTEN } from "./forget-all.ts";
import type { Env } from "./manifest.ts";
import { type EmptiedClass, type Forgetting, findObjects } from "./own-objects.ts";

/** Every object that a tenant has, by its name, for whoever deletes the tenant. */
export class TenantObjects extends WorkerEntrypoint<Env> implements Remote<Objects> {
	/** False while some may be left. */
	forget(call: RpcCall, tenant: string, location: string) {
		return answerRpc("forget", call, async () => {
			await this.#empty("ChunkedJob", tenant, location);
			const list = restrictObjects(findObjects(this.ctx.exports, "ObjectList"), location).getByName(tenant);
			const listed = await list.first();
			for (const { class: kind, name } of listed) await this.#empty(kind, name, location);
			await list.strike(listed);
			if (listed.length > 0) return false;
			await this.#emptyCounter(tenant, location);
			for (const kind of ["CacheTags", "RateLimiter", "ObjectList"] as const) await this.#empty(kind, tenant, location);
			await this.#emptyRegions(tenant, location);
			return true;
		});
	}

	/** The head last: it alone knows the others. */
	async #emptyCounter(tenant: string, location: string): Promise<void> {
		const head = restrictObjects(findObjects(this.ctx.exports, "Counter"), location).getByName(tenant);
		const { shards } = await head.read();
		for (const shard of Object.keys(shards)) await this.#empty("Counter", toShardName(tenant, Number(shard)), location);
		await this.#empty("Counter", tenant, location);
	}

	/** Objects of a region hold entries of many tenants. */
	async #emptyRegions(tenant: string, location: string): Promise<void> {
		const regions = restrictObjects(findObjects(this.ctx.exports, "RegionalCache"), location);
		for (const region of REGIONS) await regions.getByName(region, { locationHint: region }).removeAll(`${tenant}/`);
	}

	async #empty(kind: EmptiedClass, name: string, location: string): Promise<void> {
		const objects: ObjectNamespace<Forgetting> = restrictObjects(findObjects(this.ctx.exports, kind), location);
		try {
			await objects.getByName(name).forget();
		} catch (error) {
			if (!(error instanceof Error && error.message.includes(FORGOTTEN))) throw error;
		}
	}
}
