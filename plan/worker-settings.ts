import type { Knobs } from "../config/knobs.ts";
import { toMilliseconds } from "../config/units.ts";
import type { AppSettings } from "../workers/app/manifest.ts";
import type { GatewaySettings } from "../workers/gateway/manifest.ts";
import type { IngestSettings } from "../workers/ingest/manifest.ts";
import type { ObjectsSettings } from "../workers/objects/manifest.ts";
import type { UpkeepSettings } from "../workers/upkeep/manifest.ts";
import type { Context } from "./context.ts";
import { namesByLocation } from "./r2.ts";
import { toExactRate, toLocalRate, toRates } from "./tenant-rates.ts";

/** The pool's first: its order is the preset's or the stack file's, and nobody's identity. */
const toHomeRegion = ({ d1WriteRate }: Knobs) => d1WriteRate.pool[0]?.region ?? "";

/** In turn: an isolate's memory, KV's entry, what a data center repeats of it, and a minute in which KV shows a write elsewhere (/kv/concepts/how-kv-works/, 2026-09-17). */
const toDirectoryStale = ({ kvReadLatency }: Knobs): number => kvReadLatency.keyMemory + kvReadLatency.keyKv + kvReadLatency.hotRead + 60;

const toBudgetSettings = ({ budget }: Knobs): GatewaySettings["budget"] => ({
	mode: budget.mode,
	period: budget.period,
	warnAt: budget.warnAt,
	throttleAt: budget.throttleAt,
	tenant: { rowsWritten: budget.tenantRowsWritten, kvWrites: budget.tenantKvWrites, queueOperations: budget.tenantQueueOperations },
	account: { rowsWritten: budget.accountRowsWritten, kvWrites: budget.accountKvWrites, queueOperations: budget.accountQueueOperations },
});

/** What each Worker reads of the knobs, in its own words: typed by the Worker's manifest. */
const SETTINGS = {
	app: ({ knobs, ...context }: Context): AppSettings => ({
		homeRegion: toHomeRegion(knobs),
		pool: knobs.d1WriteRate.pool,
		recordCacheSeconds: knobs.kvWriteRate.recordTtl,
		recordMemorySeconds: knobs.kvReadLatency.recordMemory,
		recordMemoryBytes: knobs.workerMemory.recordsInMemory,
		tagMemorySeconds: knobs.kvReadLatency.tagMemory,
		regionalCache: knobs.d1ReadLatency.placement === "none",
		hotReadSeconds: knobs.kvReadLatency.hotRead,
		readReplicas: knobs.d1ReadLatency.replication === "auto",
		eventWindowDays: Math.floor(knobs.d1Size.eventWindow / 86_400),
		shardFullBytes: knobs.d1Size.fullAt,
		partitionWidth: knobs.d1Size.partition,
		pastEventsCacheSeconds: knobs.edge.pastEvents,
		pastEventsDataCenterSeconds: knobs.edge.pastEventsInDataCenter,
		files: {
			maxPutBytes: knobs.files.maxPut,
			maxFileBytes: knobs.files.maxFile,
			partBytes: knobs.files.part,
			contentTypes: knobs.files.contentTypes,
			uploadsExpireSeconds: knobs.files.uploadsExpireAfter,
			urlsExpireSeconds: knobs.files.urlsExpireAfter,
			buckets: namesByLocation({ knobs, ...context }, "files"),
		},
	}),
	gateway: ({ knobs, settings }: Context): GatewaySettings => ({
		stage: settings.stage,
		shardsPerWorker: knobs.d1WriteRate.shardsPerWorker,
		homeRegion: toHomeRegion(knobs),
		keyMemorySeconds: knobs.kvReadLatency.keyMemory,
		keyKvSeconds: knobs.kvReadLatency.keyKv,
		hotReadSeconds: knobs.kvReadLatency.hotRead,
		keysInMemory: knobs.workerMemory.keysInMemory,
		rates: {
			requestsPer10Seconds: toRates(knobs, toLocalRate),
			writesPerMinute: knobs.rateLimits.exactWritesPerMinute > 0 ? toRates(knobs, toExactRate) : null,
			whenUnreachable: knobs.rateLimits.whenUnreachable,
		},
		counters: { shards: knobs.counters.shards, gatherMs: toMilliseconds(knobs.counters.gather) },
		budget: toBudgetSettings(knobs),
		liveMessageBytes: knobs.live.maxMessage,
		session: { idleSeconds: knobs.sessions.idle, absoluteSeconds: knobs.sessions.absolute },
		metricsSampleRate: knobs.observability.metrics,
	}),
	ingest: ({ knobs }: Context): IngestSettings => ({
		maxAttempts: knobs.queueThroughput.retries + 1,
		retryDelaySeconds: knobs.queueThroughput.retryDelay,
		shardsPerWorker: knobs.d1WriteRate.shardsPerWorker,
	}),
	objects: ({ knobs }: Context): ObjectsSettings => ({
		live: {
			socketsPerNode: knobs.live.socketsPerNode,
			fanOut: knobs.live.fanOut,
			maxMessageBytes: knobs.live.maxMessage,
			messagesPerSecond: knobs.live.messagesPerSecond,
			bufferBytes: knobs.live.buffer,
		},
		snapshotSeconds: knobs.counters.snapshotEvery,
		jobs: {
			chunkBytes: knobs.jobs.chunk,
			maxAttempts: knobs.jobs.attempts,
			retryDelaySeconds: knobs.jobs.retryDelay,
			perTenant: knobs.jobs.perTenant,
		},
		eventWindowDays: Math.floor(knobs.d1Size.eventWindow / 86_400),
		directoryStaleSeconds: toDirectoryStale(knobs),
		partitionWidth: knobs.d1Size.partition,
	}),
	upkeep: ({ knobs, settings }: Context): UpkeepSettings => ({
		stage: settings.stage,
		shardsPerWorker: knobs.d1WriteRate.shardsPerWorker,
		partitionsAhead: knobs.d1Size.partitionsAhead,
		keepInDatabaseDays: Math.floor(knobs.d1Size.keepInDatabase / 86_400),
		keepHistorySeconds: knobs.d1Size.keepHistory,
		uploadsExpireSeconds: knobs.files.uploadsExpireAfter,
		eventWindowDays: Math.floor(knobs.d1Size.eventWindow / 86_400),
		directoryStaleSeconds: toDirectoryStale(knobs),
	}),
};

/** @throws Error for a Worker whose manifest wants settings that nothing here gives. */
export function planSettings(context: Context, worker: string): unknown {
	for (const [name, toSettings] of Object.entries(SETTINGS)) if (name === worker) return toSettings(context);
	throw new Error(`no settings are planned for the Worker "${worker}"`);
}
