import { z } from "zod";
import { count, duration, factor, region, share, size } from "./fields.ts";

/**
 * Every knob a preset sets and `stagecraft:overrides` may change: a group for each of the ten bottlenecks, then what
 * costs or protects. The bounds are Cloudflare's, each with page and date.
 */
const GROUPS = {
	d1ReadLatency: z.strictObject({
		/** Identity of the directory database: chosen once, never changed. */
		directoryRegion: region,
		/** Replicas everywhere, used through sessions (/d1/best-practices/read-replication/, 2026-08-10). */
		replication: z.enum(["auto", "disabled"]),
		/** Where `app` runs: wherever it is called, where Cloudflare finds it fastest, or one beside each location's databases. */
		placement: z.enum(["none", "smart", "by-location"]),
	}),
	d1WriteRate: z.strictObject({
		/** Databases that tenants share. A write has one place to go, so only more databases give more writes (/d1/platform/limits/, 2026-04-21). */
		pool: z
			.array(z.strictObject({ region, shards: count(1, 10_000) }))
			.min(1, "must name at least one region")
			.refine((pool) => new Set(pool.map((entry) => entry.region)).size === pool.length, "must name each region once"),
		/**
		 * How many databases of the pool one `app` binds, and as many again that are tenants' own; more make a group with an `app` of its own.
		 * A Worker binds about 5,000 (/d1/platform/limits/, 2026-04-21). Chosen once: another number has other `app`s bind them.
		 */
		shardsPerWorker: count(1, 2_400),
	}),
	d1Size: z.strictObject({
		/** Events older than this are refused; it bounds the partitions of a shard, whose limit is 10 GB (/d1/platform/limits/, 2026-04-21). */
		eventWindow: duration({ min: 86_400 }),
		/** How wide new time partitions are; those that stand keep their width. */
		partition: z.enum(["month", "week", "day"], "must be one of month, week, day"),
		/** Partitions that ended longer ago leave the database for the archive, and stay readable. */
		keepInDatabase: duration({ min: 172_800 }),
		/** How far back one tenant can be restored. Each write of a record costs two rows more, one when it is kept and one when it is forgotten (/d1/platform/pricing/, 2026-04-21); "0 seconds" keeps nothing. */
		keepHistory: duration({ max: 31_536_000 }).refine(
			(seconds) => seconds === 0 || seconds >= 86_400,
			"must be 0 seconds or at least 1 day",
		),
		/** A shared database of this size takes no more tenants: room for those it has to grow, under the 10 GB of a database (/d1/platform/limits/, 2026-04-21). */
		fullAt: size({ min: 1_000_000, max: 9_500_000_000 }),
		/** Partitions that stand ready after the current one. */
		partitionsAhead: count(1, 12),
	}),
	kvReadLatency: z.strictObject({
		/** How long a tenant key is believed from an isolate's memory: a bound on revocation. */
		keyMemory: duration({ max: 300 }),
		/** How long it is believed from KV: at least 60 seconds (wrangler 4.164.0, 2026-11-17). */
		keyKv: duration({ min: 60 }),
		/** How long a data center may repeat a KV read without asking again: at least 30 seconds (wrangler 4.164.0, 2026-11-17). */
		hotRead: duration({ min: 30 }),
		/** How long a record is believed from an isolate's memory, which hears of no write made elsewhere. */
		recordMemory: duration({ max: 300 }),
		/** How long an isolate believes the generations of a tenant's cache tags: the bound on a purge. Each expiry costs a request of a Durable Object (/durable-objects/platform/pricing/, 2026-09-17); "0 seconds" leaves tags out, and what is purged ends by its age. */
		tagMemory: duration({ max: 300 }),
	}),
	kvWriteRate: z.strictObject({
		/** How long a record stays in KV: each expiry costs a write, and a key takes one a second (/kv/platform/limits/, 2026-09-17). "0 seconds" leaves KV out; it keeps nothing for less than 60 (wrangler 4.164.0, 2026-11-17). */
		recordTtl: duration({ max: 31_536_000 }).refine(
			(seconds) => seconds === 0 || seconds >= 60,
			"must be 0 seconds or at least 60 seconds",
		),
	}),
	r2Throughput: z.strictObject({
		/** Identity of the buckets: chosen once, never changed. */
		region,
		/** Parts of an upload nobody finished (/r2/objects/upload-objects/, 2026-09-17: 7 days without a rule). */
		abortUploadsAfter: duration({ min: 86_400 }),
		/** Infrequent Access costs less to keep and more to read, with 30 days at least (/r2/pricing/, 2026-10-01). */
		filesToInfrequentAccessAfter: duration({ min: 2_592_000 }),
		archiveToInfrequentAccessAfter: duration({ min: 2_592_000 }),
		archiveExpiresAfter: duration({ min: 5_184_000 }),
		deadLettersExpireAfter: duration({ min: 86_400 }),
	}),
	files: z.strictObject({
		/** The longest file that one PUT takes. A zone lets 100 MB through on Free and Pro, 200 MB on Business, 5 GB at most on Enterprise (/workers/platform/limits/, 2026-09-05). */
		maxPut: size({ min: 1, max: 5_000_000_000 }),
		/** The longest file there may be: 4.995 TiB at most (/r2/platform/limits/, 2026-06-08). */
		maxFile: size({ min: 1, max: 5_492_077_255_229 }),
		/** What one request of a multipart upload carries: 5 MiB to 5 GiB (/r2/objects/upload-objects/, 2026-09-17), and no more than a zone lets through. A file of more than 10,000 parts gets larger ones. */
		part: size({ min: 5_242_880, max: 5_000_000_000 }),
		/** What may be stored: media types, or all of a kind as `image/*`. A file is only ever offered as a download. */
		contentTypes: z
			.array(
				z
					.string("must be text")
					.regex(/^(?:\*\/\*|[a-z]+\/(?:\*|[a-z0-9][a-z0-9!#$&^_.+-]*))$/, "must be a media type such as text/csv or image/*"),
			)
			.min(1, "must name at least one type"),
		/** How long a multipart upload may take; the cron then takes it away. R2 by itself keeps it for 7 days (/r2/objects/upload-objects/, 2026-09-17). */
		uploadsExpireAfter: duration({ min: 300, max: 604_800 }),
		/** How long a presigned URL holds: 7 days at most (/r2/api/s3/presigned-urls/, 2026-09-17). */
		urlsExpireAfter: duration({ min: 1, max: 604_800 }),
	}),
	jobs: z.strictObject({
		/** What a job reads at a time, of the 128 MB that an object has (/workers/platform/limits/, 2026-09-05). */
		chunk: size({ min: 65_536, max: 8_388_608 }),
		/** Tries of one chunk before its job fails; an alarm itself is retried six times (/durable-objects/api/alarms/, 2026-09-17). */
		attempts: count(1, 6),
		/** Before the second try; it doubles with each. */
		retryDelay: duration({ min: 1, max: 3_600 }),
		/** Jobs of a tenant that wait or run. */
		perTenant: count(1, 1_000),
	}),
	workerMemory: z.strictObject({
		/** Tenant keys an isolate remembers; an isolate has 128 MB (/workers/platform/limits/, 2026-09-05). */
		keysInMemory: count(1, 100_000),
		/** What the records that an isolate remembers may take of its 128 MB, same page. */
		recordsInMemory: size({ max: 67_108_864 }),
	}),
	workerCpu: z.strictObject({
		/** At most 5 minutes each (/workers/platform/limits/, 2026-09-05). */
		gateway: duration({ min: 0.01, max: 300 }),
		app: duration({ min: 0.01, max: 300 }),
		background: duration({ min: 0.01, max: 300 }),
	}),
	subrequests: z.strictObject({
		/** For one invocation, at most 10,000,000 (/workers/platform/limits/, 2026-09-05). */
		gateway: count(10, 10_000_000),
		app: count(10, 10_000_000),
		background: count(10, 10_000_000),
	}),
	queueThroughput: z.strictObject({
		/** Queues that events spread over; one takes 5,000 messages a second (/queues/platform/limits/, 2026-09-17). */
		lanes: count(1, 100),
		/** /queues/platform/limits/, 2026-09-17: 1 to 100 messages, 60 seconds, 100 retries, 24 hours' delay, 250 consumers, 14 days. */
		batchSize: count(1, 100),
		batchWait: duration({ max: 60 }),
		retries: count(1, 100),
		retryDelay: duration({ max: 86_400 }),
		concurrency: count(1, 250),
		retention: duration({ min: 60, max: 1_209_600 }),
		deadLetterRetention: duration({ min: 60, max: 1_209_600 }),
	}),
	rateLimits: z.strictObject({
		/** Requests of a tenant in 10 seconds and one location (/workers/runtime-apis/bindings/rate-limit/, 2026-09-17). */
		tenantPer10Seconds: count(1, 1_000_000),
		/** Failed attempts of an address in 60 seconds and one location. */
		failuresPerMinute: count(1, 1_000_000),
		/** Writes of a tenant in 60 seconds everywhere, counted exactly by a Durable Object; 0 leaves it out. */
		exactWritesPerMinute: count(0, 60_000),
		/** Requests of an address in 10 seconds, refused by the zone before they cost a Worker request. */
		zonePer10Seconds: count(1, 1_000_000),
		/** What a tenant of these plans may do, in multiples of the two limits above; any other plan is 1. An object takes 1,000 requests a second (/durable-objects/platform/limits/, 2026-09-17), which bounds the exact one. */
		freePlan: factor(0.01, 100),
		proPlan: factor(0.01, 100),
		enterprisePlan: factor(0.01, 100),
		/** Whether writes pass while the object that counts them can't be reached. */
		whenUnreachable: z.enum(["open", "closed"], "must be open or closed"),
	}),
	counters: z.strictObject({
		/** Objects that one tenant's counts spread over; one takes 1,000 requests a second (/durable-objects/platform/limits/, 2026-09-17). Another number loses no count. */
		shards: count(1, 64),
		/** How long an isolate gathers increments before it sends them; what runs after an answer has 30 seconds (/workers/platform/limits/, 2026-09-05). */
		gather: duration({ max: 10 }),
		/** How often a counter is copied to KV, which takes a key once a second (/kv/platform/limits/, 2026-09-17). */
		snapshotEvery: duration({ min: 1, max: 86_400 }),
	}),
	budget: z.strictObject({
		/** How far the breaker goes. */
		mode: z.enum(["off", "warn", "throttle", "stop"], "must be one of off, warn, throttle, stop"),
		/** Begins anew with each day or month, UTC. */
		period: z.enum(["day", "month"], "must be day or month"),
		/** Shares of a budget from which it is told, and from which writes are refused ever more often. */
		warnAt: share(),
		throttleAt: share(),
		/** Of each tenant, and of all together; 0 sets none. */
		tenantRowsWritten: count(0, 1_000_000_000_000),
		tenantKvWrites: count(0, 1_000_000_000_000),
		tenantQueueOperations: count(0, 1_000_000_000_000),
		accountRowsWritten: count(0, 1_000_000_000_000),
		accountKvWrites: count(0, 1_000_000_000_000),
		accountQueueOperations: count(0, 1_000_000_000_000),
	}),
	live: z.strictObject({
		/** Connections of one object before a room spreads over a tree of them: a message costs an object time for each. */
		socketsPerNode: count(1, 30_000),
		/** Objects that an object hands a message on to. */
		fanOut: count(2, 64),
		/** Longer messages end a connection; Cloudflare takes 32 MiB (/durable-objects/platform/limits/, 2026-09-18). */
		maxMessage: size({ min: 128, max: 1_048_576 }),
		/** Of one connection; two seconds' worth may come at once. */
		messagesPerSecond: count(1, 1_000),
		/** What may wait for one connection; all of them share the 128 MB of their object (/workers/platform/limits/, 2026-09-05). */
		buffer: size({ min: 4_096, max: 16_777_216 }),
	}),
	sessions: z.strictObject({
		/** A sign-in that nobody uses is over; renewed once a minute at most, so that less than 5 minutes would not be kept to. */
		idle: duration({ min: 300, max: 2_592_000 }),
		/** A sign-in is over however much it is used; browsers keep no cookie for more than 400 days (RFC 6265bis §5.5). */
		absolute: duration({ min: 300, max: 34_560_000 }),
	}),
	observability: z.strictObject({
		/** The share of invocations that are logged (/workers/observability/logs/workers-logs/, 2026-09-17). */
		logs: share(),
		/** The share of requests that give a point to Analytics Engine. */
		metrics: share(),
	}),
	edge: z.strictObject({
		/** How long Workers Cache holds a page of past events; "0 seconds" leaves it out, since it bills each request of `app` (/workers/cache/, 2026-09-17). */
		pastEvents: duration({ max: 86_400 }),
		/** Where Workers Cache is left out: how long the Cache API of a data center, which is free, holds such a page (/workers/runtime-apis/cache/, 2026-09-17); "0 seconds" leaves it out. */
		pastEventsInDataCenter: duration({ max: 86_400 }),
		/** Smart Tiered Cache for the zone (/cache/how-to/tiered-cache/, 2026-09-17). */
		tieredCache: z.boolean(),
	}),
	safety: z.strictObject({
		/** The engine refuses to delete or replace what holds data. */
		protect: z.boolean(),
		/** What holds data stays at Cloudflare even when it leaves the program. */
		retainOnDelete: z.boolean(),
	}),
};

export const knobs = z.strictObject(GROUPS);

/** All knobs as a preset writes them: durations and sizes are text. */
export type KnobsText = z.input<typeof knobs>;
/** All knobs as the plan reads them. */
export type Knobs = Readonly<z.output<typeof knobs>>;

/** Any of the knobs, as text: a list is replaced whole. */
export const overrides = z.strictObject({
	d1ReadLatency: GROUPS.d1ReadLatency.exactPartial().exactOptional(),
	d1WriteRate: GROUPS.d1WriteRate.exactPartial().exactOptional(),
	d1Size: GROUPS.d1Size.exactPartial().exactOptional(),
	kvReadLatency: GROUPS.kvReadLatency.exactPartial().exactOptional(),
	kvWriteRate: GROUPS.kvWriteRate.exactPartial().exactOptional(),
	r2Throughput: GROUPS.r2Throughput.exactPartial().exactOptional(),
	files: GROUPS.files.exactPartial().exactOptional(),
	jobs: GROUPS.jobs.exactPartial().exactOptional(),
	workerMemory: GROUPS.workerMemory.exactPartial().exactOptional(),
	workerCpu: GROUPS.workerCpu.exactPartial().exactOptional(),
	subrequests: GROUPS.subrequests.exactPartial().exactOptional(),
	queueThroughput: GROUPS.queueThroughput.exactPartial().exactOptional(),
	rateLimits: GROUPS.rateLimits.exactPartial().exactOptional(),
	live: GROUPS.live.exactPartial().exactOptional(),
	counters: GROUPS.counters.exactPartial().exactOptional(),
	budget: GROUPS.budget.exactPartial().exactOptional(),
	sessions: GROUPS.sessions.exactPartial().exactOptional(),
	observability: GROUPS.observability.exactPartial().exactOptional(),
	edge: GROUPS.edge.exactPartial().exactOptional(),
	safety: GROUPS.safety.exactPartial().exactOptional(),
});

export type Overrides = z.output<typeof overrides>;
