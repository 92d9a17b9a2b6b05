import { type CounterObject, toShardName } from "../lib/counter/counter-object.ts";
import type { ObjectNamespace } from "../lib/manifest.ts";
import { toTenantObject } from "./tenant-object.ts";

/** One shard of a tenant's counter. */
export const toCounterObject = (
	namespace: ObjectNamespace<CounterObject>,
	{ tenant, location }: { readonly tenant: string; readonly location: string },
	shard: number,
): CounterObject => toTenantObject(namespace, { tenant: toShardName(tenant, shard), location });
