import type { Preset } from "./preset.ts";

/** A busy product: ten shared databases in three regions, past events cached at the edge, a tenth of the logs. */
export const stage1m = {
	workload: {
		requestsPerDay: 1_000_000,
		peakFactor: 10,
		readShare: 0.8,
		eventsPerRequest: 0.5,
		payload: "4 KB",
		tenants: 10_000,
		keptPerTenantMonth: "10 MB",
	},
	d1ReadLatency: {
		directoryRegion: "weur",
		replication: "auto",
		placement: "smart",
	},
	d1WriteRate: {
		pool: [
			{ region: "weur", shards: 4 },
			{ region: "enam", shards: 4 },
			{ region: "apac", shards: 2 },
		],
	},
	d1Size: {
		eventWindow: "400 days",
		partition: "week",
		keepInDatabase: "60 days",
		fullAt: "6 GB",
		partitionsAhead: 2,
	},
	kvReadLatency: {
		keyMemory: "30 seconds",
		keyKv: "30 minutes",
		hotRead: "60 seconds",
		recordMemory: "10 seconds",
		tagMemory: "60 seconds",
	},
	kvWriteRate: {
		recordTtl: "15 minutes",
	},
	r2Throughput: {
		region: "weur",
		abortUploadsAfter: "1 day",
		filesToInfrequentAccessAfter: "90 days",
		archiveToInfrequentAccessAfter: "30 days",
		archiveExpiresAfter: "730 days",
		deadLettersExpireAfter: "30 days",
	},
	files: {
		maxPut: "100 MB",
		maxFile: "100 GB",
		part: "16 MiB",
		contentTypes: ["application/*", "audio/*", "font/*", "image/*", "text/*", "video/*"],
		uploadsExpireAfter: "6 hours",
		urlsExpireAfter: "5 minutes",
	},
	jobs: {
		chunk: "2 MiB",
		attempts: 5,
		retryDelay: "5 seconds",
		perTenant: 50,
	},
	workerMemory: {
		keysInMemory: 20_000,
		recordsInMemory: "32 MB",
	},
	workerCpu: {
		gateway: "100 ms",
		app: "500 ms",
		background: "30 seconds",
	},
	subrequests: {
		gateway: 50,
		app: 1000,
		background: 10_000,
	},
	queueThroughput: {
		lanes: 1,
		batchSize: 100,
		batchWait: "5 seconds",
		retries: 5,
		retryDelay: "10 seconds",
		concurrency: 10,
		retention: "4 days",
		deadLetterRetention: "14 days",
	},
	rateLimits: {
		tenantPer10Seconds: 5000,
		failuresPerMinute: 30,
		exactWritesPerMinute: 30_000,
		zonePer10Seconds: 5000,
	},
	live: {
		socketsPerNode: 2000,
		fanOut: 16,
		maxMessage: "16 KB",
		messagesPerSecond: 20,
		buffer: "256 KB",
	},
	sessions: {
		idle: "30 minutes",
		absolute: "12 hours",
	},
	observability: {
		logs: 0.1,
		metrics: 0.1,
	},
	edge: {
		pastEvents: "5 minutes",
		pastEventsInDataCenter: "0 seconds",
		tieredCache: true,
	},
	safety: {
		protect: true,
		retainOnDelete: true,
	},
} as const satisfies Preset;
