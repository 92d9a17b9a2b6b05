import type { Preset } from "./preset.ts";

/** A large product: forty shared databases, an `app` beside each location's, two lanes of events, a hundredth of the logs. */
export const stage10m = {
	workload: {
		requestsPerDay: 10_000_000,
		peakFactor: 10,
		readShare: 0.8,
		eventsPerRequest: 0.5,
		payload: "4 KB",
		tenants: 100_000,
		keptPerTenantMonth: "10 MB",
	},
	d1ReadLatency: {
		directoryRegion: "weur",
		replication: "auto",
		placement: "by-location",
	},
	d1WriteRate: {
		pool: [
			{ region: "weur", shards: 16 },
			{ region: "enam", shards: 16 },
			{ region: "apac", shards: 8 },
		],
	},
	d1Size: {
		eventWindow: "400 days",
		partition: "day",
		keepInDatabase: "14 days",
		fullAt: "7 GB",
		partitionsAhead: 3,
	},
	kvReadLatency: {
		keyMemory: "60 seconds",
		keyKv: "1 hour",
		hotRead: "60 seconds",
		recordMemory: "10 seconds",
		tagMemory: "60 seconds",
	},
	kvWriteRate: {
		recordTtl: "1 hour",
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
		perTenant: 100,
	},
	workerMemory: {
		keysInMemory: 50_000,
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
		lanes: 2,
		batchSize: 25,
		batchWait: "5 seconds",
		retries: 5,
		retryDelay: "10 seconds",
		concurrency: 20,
		retention: "4 days",
		deadLetterRetention: "14 days",
	},
	rateLimits: {
		tenantPer10Seconds: 20_000,
		failuresPerMinute: 30,
		exactWritesPerMinute: 60_000,
		zonePer10Seconds: 10_000,
	},
	live: {
		socketsPerNode: 2000,
		fanOut: 32,
		maxMessage: "16 KB",
		messagesPerSecond: 20,
		buffer: "256 KB",
	},
	sessions: {
		idle: "30 minutes",
		absolute: "12 hours",
	},
	observability: {
		logs: 0.01,
		metrics: 0.01,
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
