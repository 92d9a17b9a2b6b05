import type { Preset } from "./preset.ts";

/** A product in use: a second database, so that the way of spreading tenants is in place before it is needed. */
export const stage10k = {
	workload: {
		requestsPerDay: 10_000,
		peakFactor: 10,
		readShare: 0.8,
		eventsPerRequest: 0.5,
		payload: "4 KB",
		tenants: 100,
		keptPerTenantMonth: "10 MB",
	},
	d1ReadLatency: {
		directoryRegion: "weur",
		replication: "disabled",
		placement: "none",
	},
	d1WriteRate: {
		pool: [{ region: "weur", shards: 2 }],
	},
	d1Size: {
		eventWindow: "400 days",
		partition: "month",
		keepInDatabase: "100 days",
		fullAt: "5 GB",
		partitionsAhead: 1,
	},
	kvReadLatency: {
		keyMemory: "10 seconds",
		keyKv: "60 seconds",
		hotRead: "30 seconds",
		recordMemory: "5 seconds",
		tagMemory: "0 seconds",
	},
	kvWriteRate: {
		recordTtl: "1 minute",
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
		maxFile: "10 GB",
		part: "16 MiB",
		contentTypes: ["application/*", "audio/*", "font/*", "image/*", "text/*", "video/*"],
		uploadsExpireAfter: "6 hours",
		urlsExpireAfter: "5 minutes",
	},
	jobs: {
		chunk: "1 MiB",
		attempts: 5,
		retryDelay: "5 seconds",
		perTenant: 10,
	},
	workerMemory: {
		keysInMemory: 1000,
		recordsInMemory: "8 MB",
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
		batchWait: "2 seconds",
		retries: 5,
		retryDelay: "10 seconds",
		concurrency: 2,
		retention: "4 days",
		deadLetterRetention: "14 days",
	},
	rateLimits: {
		tenantPer10Seconds: 500,
		failuresPerMinute: 30,
		exactWritesPerMinute: 0,
		zonePer10Seconds: 1000,
	},
	live: {
		socketsPerNode: 1000,
		fanOut: 8,
		maxMessage: "16 KB",
		messagesPerSecond: 20,
		buffer: "256 KB",
	},
	sessions: {
		idle: "1 hour",
		absolute: "7 days",
	},
	observability: {
		logs: 1,
		metrics: 1,
	},
	edge: {
		pastEvents: "0 seconds",
		pastEventsInDataCenter: "1 minute",
		tieredCache: true,
	},
	safety: {
		protect: true,
		retainOnDelete: false,
	},
} as const satisfies Preset;
