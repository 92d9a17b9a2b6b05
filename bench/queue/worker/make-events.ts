import type { EventMessage } from "../../../workers/lib/events/event-message.ts";

/** All events of a request are one tenant's, as a gateway's client posts them. */
const REQUEST_EVENTS = 50;
export const SHARDS = 8;
const TENANTS = 64;

const toTenant = (index: number) => `tenant-${index % TENANTS}`;
export const TENANT_IDS = Array.from({ length: TENANTS }, (_, index) => toTenant(index));

export interface RequestsOptions {
	/** Begins every id. */
	readonly round: string;
	readonly count: number;
	/** Requests made before: time goes on from round to round. */
	readonly before: number;
	readonly partitions: readonly { readonly name: string; readonly startsAt: number }[];
}

/** The requests of a round: each of one tenant on one shard, nearly all of its events of this month, some of the two before. */
export function makeRequests({ round, count, before, partitions }: RequestsOptions): EventMessage[][] {
	return Array.from({ length: Math.ceil(count / REQUEST_EVENTS) }, (_, request) =>
		Array.from({ length: Math.min(REQUEST_EVENTS, count - request * REQUEST_EVENTS) }, (_, index): EventMessage => {
			const partition = partitions[index % 10 < 8 ? 0 : (index % 10) - 7];
			const id = `${round}-${request}-${index}`;
			const time = (partition?.startsAt ?? 0) + (before + request) * 1_000 + index;
			const data = { order: request, sku: `sku-${index}`, note: "x".repeat(200) };
			const event = JSON.stringify({
				specversion: "1.0",
				id,
				source: "/shop",
				type: "order.placed",
				time: new Date(time).toISOString(),
				data,
			});
			const shard = `pool-weur-${(request % TENANTS) % SHARDS}`;
			return {
				tenant: toTenant(request),
				id,
				type: "order.placed",
				time,
				event,
				shard,
				location: "weur",
				partition: partition?.name ?? "",
			};
		}),
	);
}
