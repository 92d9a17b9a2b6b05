import type { Preset } from "./preset.ts";

/** Customers on two continents: databases near both, replicas for reads, records cached, half of the logs. */
export const stage100k = {
	workload: {
		requestsPerDay: 100_000,
		peakFactor: 10,
		readShare: 0.8,
		eventsPerRequest: 0.5,
		payload: "4 KB",
		tenants: 1000,
		keptPerTenantMonth: "10 MB",
	},
	d1ReadLatency: {
		directoryRegion: "weur",
		replication: "auto",
		placement: "smart",
	},
	d1WriteRate: {
		pool: [
			{ region: "weur", shards: 2 },
			{ region: "enam", shards: 2 },
		],
	},
	d1Size: {
		eventWindow: "400 days",
		partition: "month",
		keepInDatabase: "100 days",
		fullAt: "6 GB",
		partitionsAhead: 1,
	},
	kvReadLatency: {
		keyMemory: "20 seconds",
		keyKv: "120 seconds",
		hotRead: "30 seconds",
		recordMemory: "10 seconds",
		tagMemory: "30 seconds",
	},
	kvWriteRate: {
		recordTtl: "5 minutes",
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
		maxFile: "50 GB",
		part: "16 MiB",
		contentTypes: ["application/*", "audio/*", "font/*", "image/*", "text/*", "video/*"],
		uploadsExpireAfter: "6 hours",
		urlsExpireAfter: "5 minutes",
	},
	jobs: {
		chunk: "1 MiB",
		attempts: 5,
		retryDelay: "5 seconds",
		perTenant: 20,
	},
	workerMemory: {
		keysInMemory: 5000,
		recordsInMemory: "16 MB",
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
		concurrency: 5,
		retention: "4 days",
		deadLetterRetention: "14 days",
	},
	rateLimits: {
		tenantPer10Seconds: 1000,
		failuresPerMinute: 30,
		exactWritesPerMinute: 6000,
		zonePer10Seconds: 2000,
		freePlan: 0.5,
		proPlan: 4,
		enterprisePlan: 20,
		whenUnreachable: "open",
	},
	counters: {
		shards: 1,
		gather: "1 second",
		snapshotEvery: "1 minute",
	},
	budget: {
		mode: "warn",
		period: "day",
		warnAt: 0.8,
		throttleAt: 0.9,
		tenantRowsWritten: 100_000,
		tenantKvWrites: 50_000,
		tenantQueueOperations: 100_000,
		accountRowsWritten: 2_000_000,
		accountKvWrites: 200_000,
		accountQueueOperations: 1_000_000,
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
		absolute: "1 day",
	},
	observability: {
		logs: 0.5,
		metrics: 0.5,
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
