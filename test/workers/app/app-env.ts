import { env } from "cloudflare:workers";
import type { Env } from "../../../workers/app/manifest.ts";
import { SHARDS } from "../tenant-databases.ts";

/** What went into the queue. */
export const SENT: unknown[] = [];
const answer = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
const EVENTS__0: Queue = {
	metrics: async () => answer.metadata.metrics,
	send: async () => answer,
	sendBatch: async (messages) => {
		SENT.push(...messages);
		return answer;
	},
};

/** What `app` binds, on real stores and objects; the plan's caches are left out. */
export const APP_ENV: Env = {
	...SHARDS,
	DIRECTORY: env.DIRECTORY,
	RECORDS: env.RECORDS,
	KV_WRITER: env.KV_WRITER,
	CACHE_TAGS: env.CACHE_TAGS,
	RATE_LIMITER: env.RATE_LIMITER,
	REGIONAL_CACHE: env.REGIONAL_CACHE,
	ARCHIVE: env.BUCKET,
	FILES__ANY: env.BUCKET,
	FILES_SIGNER: "null",
	JOBS: env.JOBS,
	EVENTS__0,
	LANES: env.ORDERED_LANE,
	SETTINGS: {
		shardFullBytes: 5_000_000_000,
		homeRegion: "weur",
		pool: [{ region: "weur", shards: 2 }],
		recordCacheSeconds: 0,
		recordMemorySeconds: 0,
		recordMemoryBytes: 0,
		tagMemorySeconds: 0,
		regionalCache: false,
		hotReadSeconds: 30,
		readReplicas: false,
		eventWindowDays: 400,
		partitionWidth: "month",
		pastEventsCacheSeconds: 0,
		pastEventsDataCenterSeconds: 0,
		files: {
			maxPutBytes: 100,
			maxFileBytes: 100,
			partBytes: 5_242_880,
			contentTypes: ["*/*"],
			uploadsExpireSeconds: 300,
			urlsExpireSeconds: 60,
			buckets: {},
		},
	},
};
