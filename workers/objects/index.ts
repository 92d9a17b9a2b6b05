export { CacheTags } from "./cache-tags.ts";
export { ChunkedJob } from "./chunked-job.ts";
export { Counter } from "./counter.ts";
export { Hub } from "./hub.ts";
export { KvWriter } from "./kv-writer.ts";
export { ObjectList } from "./object-list.ts";
export { OrderedLane } from "./ordered-lane.ts";
export { RateLimiter } from "./rate-limiter.ts";
export { RegionalCache } from "./regional-cache.ts";
export { SessionLedger } from "./session-ledger.ts";
export { TenantObjects } from "./tenant-objects.ts";

// A module Worker is known by its default export; this one has no address and is only asked for its objects.
// biome-ignore lint/style/noDefaultExport: the Worker's own
export default { fetch: () => new Response(null, { status: 404 }) } satisfies ExportedHandler;
