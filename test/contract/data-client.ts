import { type Answer, type Call, type Client, startClient } from "./client.ts";

export const JSON_TYPE = { "content-type": "application/json" } as const;
export const CLOUD_EVENT = { "content-type": "application/cloudevents+json" } as const;
export const CLOUD_EVENTS = { "content-type": "application/cloudevents-batch+json" } as const;

/** Limits of rate out of the way, and batches that don't wait for long. */
export const OVERRIDES = {
	rateLimits: { tenantPer10Seconds: 1_000_000, failuresPerMinute: 1_000_000, exactWritesPerMinute: 0 },
	queueThroughput: { batchWait: "1 second", retryDelay: "1 second" },
};

/** One tenant's view of the API. */
export type TenantCall = (path: string, call?: Omit<Call, "token">) => Promise<Answer>;

export interface DataClient extends Client {
	readonly account: Awaited<ReturnType<typeof startClient>>["account"];
	readonly asTenant: (id: string) => Promise<TenantCall>;
}

/** A stack whose tenants may do as much as they like. */
export async function startDataClient(options: Parameters<typeof startClient>[0] = {}): Promise<DataClient> {
	const client = await startClient({ config: { "stagecraft:overrides": JSON.stringify(OVERRIDES) }, ...options });
	return {
		...client,
		asTenant: async (id) => {
			const { key } = await client.createTenant(id);
			return (path, call) => client.call(path, { ...call, token: key });
		},
	};
}
