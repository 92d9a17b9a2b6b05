import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it, vi } from "vitest";
import type { PastEventsProps } from "../../../workers/app/events/past-events-request.ts";
import { purgePastEvents } from "../../../workers/app/events/purge-past-events.ts";
import { Internal } from "../../../workers/app/internal.ts";
import { PastEvents } from "../../../workers/app/past-events.ts";
import { makeShards, openTenant, POOL_TENANT } from "../tenant-databases.ts";
import { APP_ENV } from "./app-env.ts";

const bound = { ...APP_ENV, SETTINGS: { ...APP_ENV.SETTINGS, pastEventsCacheSeconds: 300 } };
const purged: string[][] = [];

/** The entrypoint as the platform makes it where Workers Cache is on. */
function makeEntrypoint(props: PastEventsProps | null) {
	const cache = {
		purge: async ({ tags = [] }: { tags?: string[] }) => {
			purged.push(tags);
			return { success: true, errors: [] };
		},
		invalidate: () => Promise.reject(new Error("isn't used")),
	};
	return new PastEvents(Object.assign(createExecutionContext(), { cache, props }), bound);
}

const exports = { PastEvents: ({ props }: { props: PastEventsProps | null }) => makeEntrypoint(props) };

vi.spyOn(console, "log").mockImplementation(() => {});
beforeAll(async () => {
	await makeShards();
	await openTenant(env.SHARD__POOL__WEUR__0, POOL_TENANT.tenant);
});

it("answers pages that a cache may share, by the tag that the tenant's purge names", async () => {
	const page = await makeEntrypoint({ ...POOL_TENANT, generation: 0 }).fetch(new Request("https://app/v1/events?to=2026-01-01T00:00:00Z"));
	expect([page.status, page.headers.get("cache-control"), page.headers.get("x-d1-bookmark")]).toEqual([200, "public, max-age=300", null]);
	await purgePastEvents(bound, exports, { tenants: [POOL_TENANT.tenant, "other"], requestId: "r-1" });
	expect(purged).toEqual([[page.headers.get("cache-tag"), "tenant-other"]]);
	await purgePastEvents(APP_ENV, exports, { tenants: ["off"], requestId: "r-1" });
	expect(purged).toHaveLength(1);
});

it("purges the pages of a tenant whose event comes late, once for a batch, and not for events of now", async () => {
	purged.length = 0;
	const ctx = createExecutionContext();
	const internal = new Internal(Object.assign(ctx, { exports }), bound);
	const now = Date.now();
	const write = (id: string, time: number) => {
		const partition = `events_${new Date(time).toISOString().slice(0, 7).replace("-", "_")}`;
		const rows = ["a", "b"].map((n) => ({ tenant: POOL_TENANT.tenant, id: id + n, type: "t", time, event: "{}" }));
		return internal.writeEvents({ requestId: "r-1" }, [{ shard: "pool-weur-0", location: "weur", partition, rows }]);
	};
	expect(await write("new", now)).toMatchObject({ value: [{ refused: [], later: [] }] });
	expect(await write("late", now - 90 * 86_400_000)).toMatchObject({ value: [{ refused: [], later: [] }] });
	await waitOnExecutionContext(ctx);
	expect(purged).toEqual([["tenant-demo"]]);
});
