import { expect, it } from "vitest";
import { sendEvents } from "../../../../workers/lib/events/send-events.ts";
import type { TenantContext } from "../../../../workers/lib/tenant-context.ts";
import { POOL_TENANT, SHARDED_TENANT } from "../../tenant-databases.ts";
import { makeRow } from "./sample-events.ts";

const SENT = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };

/** The lanes that a tenant's events go to, one request after the other. */
async function send(context: TenantContext, requests: number): Promise<string[]> {
	const used: string[] = [];
	const toLane = (name: string): Pick<Queue, "sendBatch"> => ({
		sendBatch: async () => {
			used.push(name);
			return SENT;
		},
	});
	const env = { EVENTS__0: toLane("0"), EVENTS__1: toLane("1"), EVENTS__2: toLane("2"), EVENTS__3: toLane("3") };
	for (let request = 0; request < requests; request++)
		await sendEvents(env, context, [{ ...makeRow(`request-${request}`), partitionKey: null }], "month");
	return used;
}

it("keeps a shard's events on one lane, so that a batch of it is for few shards", async () => {
	const [one, other] = [await send(POOL_TENANT, 20), await send({ ...POOL_TENANT, tenant: "other" }, 20)];
	expect([one.length, new Set([...one, ...other]).size]).toEqual([20, 1]);
});

it("spreads shards over the lanes", async () => {
	const shards = Array.from({ length: 16 }, (_, index) => `pool-weur-${index}`);
	const used = await Promise.all(shards.map((shard) => send({ ...POOL_TENANT, shards: [shard] }, 1)));
	expect(new Set(used.flat()).size).toBe(4);
	expect(new Set(await send(SHARDED_TENANT, 40)).size).toBeLessThanOrEqual(SHARDED_TENANT.shards.length);
});
