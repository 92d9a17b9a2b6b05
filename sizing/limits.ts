/** What Cloudflare allows on a Workers plan; null is no limit. Where a page says one figure, it holds for both plans. */
export interface Limit {
	readonly unit: string;
	readonly free: number | null;
	readonly paid: number | null;
	/** Under developers.cloudflare.com. */
	readonly source: string;
	/** When the page was last seen to say so. */
	readonly date: string;
}

const WORKERS = { source: "/workers/platform/limits/", date: "2026-09-05" } as const;
const D1 = { source: "/d1/platform/limits/", date: "2026-04-21" } as const;
const KV = { source: "/kv/platform/limits/", date: "2026-09-17" } as const;
const QUEUES = { source: "/queues/platform/limits/", date: "2026-09-17" } as const;
const R2 = { source: "/r2/platform/limits/", date: "2026-06-08" } as const;
const OBJECTS = { source: "/durable-objects/platform/limits/", date: "2026-09-17" } as const;
const WORKFLOWS = { source: "/workflows/reference/limits/", date: "2026-09-17" } as const;

const both = (value: number) => ({ free: value, paid: value });

/** Bytes where the page says MB, GB or KB: decimal ones, as it counts them, and binary where it says MiB. */
export const LIMITS = {
	workerRequestsPerDay: { unit: "requests a day", free: 100_000, paid: null, ...WORKERS },
	workerMemory: { unit: "bytes an isolate", ...both(128e6), ...WORKERS },
	workerCpu: { unit: "CPU-ms an invocation", free: 10, paid: 300_000, ...WORKERS },
	// The pricing page says 15 minutes for any cron; the limits page has 15 minutes for intervals of an hour or more only.
	workerCpuCron: { unit: "CPU-ms a run", free: 10, paid: 30_000, ...WORKERS },
	// The Workers pricing page says 15 minutes, the page of Queues 5.
	workerCpuQueue: { unit: "CPU-ms a batch", free: 10, paid: 300_000, ...QUEUES },
	workerStartup: { unit: "ms", ...both(1_000), ...WORKERS },
	workerSize: { unit: "bytes", ...both(64 * 1_048_576), ...WORKERS },
	workerVariables: { unit: "variables and secrets a Worker", free: 64, paid: 128, ...WORKERS },
	workerVariableSize: { unit: "bytes", ...both(5_000), ...WORKERS },
	workerBindings: { unit: "bindings a Worker", ...both(5_000), ...D1 },
	workersPerAccount: { unit: "Workers", free: 100, paid: 500, ...WORKERS },
	cronsPerAccount: { unit: "cron triggers", free: 5, paid: 250, ...WORKERS },
	subrequests: { unit: "an invocation, unless the Worker asks for more", free: 50, paid: 10_000, ...WORKERS },
	subrequestsHighest: { unit: "an invocation", free: 50, paid: 10_000_000, ...WORKERS },
	connections: { unit: "awaiting their response's head", ...both(6), ...WORKERS },
	workerInvocations: {
		unit: "through service bindings, a request",
		...both(32),
		source: "/workers/runtime-apis/bindings/service-bindings/",
		date: "2026-09-17",
	},
	logSize: { unit: "bytes a request", ...both(256_000), ...WORKERS },
	// Printed beside subrequests of 10,000 by default: the smaller of the two counts.
	cacheCalls: { unit: "an invocation", free: 50, paid: 1_000, ...WORKERS },

	// Printed beside subrequests of 10,000 by default: the smaller of the two counts.
	kvOperations: { unit: "an invocation", ...both(1_000), ...KV },
	kvWritesPerKey: { unit: "writes a second", ...both(1), ...KV },
	kvNamespaces: { unit: "namespaces", ...both(1_000), ...KV },
	kvValueSize: { unit: "bytes", ...both(25 * 1_048_576), ...KV },
	kvKeySize: { unit: "bytes", ...both(512), ...KV },
	kvCacheTtl: { unit: "seconds at least", ...both(30), source: "/kv/platform/limits/", date: "2026-11-17" },
	kvExpirationTtl: { unit: "seconds at least", ...both(60), source: "/kv/api/write-key-value-pairs/", date: "2026-11-17" },

	d1Databases: { unit: "databases an account", free: 10, paid: 50_000, ...D1 },
	d1Size: { unit: "bytes a database", free: 500e6, paid: 10e9, ...D1 },
	d1Storage: { unit: "bytes an account", free: 5e9, paid: 1e12, ...D1 },
	// Printed beside subrequests of 10,000 by default: the smaller of the two counts.
	d1Queries: { unit: "an invocation", free: 50, paid: 1_000, ...D1 },
	d1Parameters: { unit: "bound parameters a query", ...both(100), ...D1 },
	d1StatementSize: { unit: "bytes", ...both(100_000), ...D1 },
	d1RowSize: { unit: "bytes", ...both(2_000_000), ...D1 },
	d1QuerySeconds: { unit: "seconds a query or batch", ...both(30), ...D1 },

	queues: { unit: "queues an account", ...both(10_000), ...QUEUES },
	queueMessages: { unit: "messages a second and queue", ...both(5_000), ...QUEUES },
	queueMessageSize: { unit: "bytes", ...both(128_000), ...QUEUES },
	// The local simulator takes 288 KB; the page says 256.
	queueSendSize: { unit: "bytes a call", ...both(256_000), ...QUEUES },
	queueBacklog: { unit: "bytes a queue", ...both(25e9), ...QUEUES },
	queueConsumers: { unit: "invocations at once and queue", ...both(250), ...QUEUES },
	queueRetries: { unit: "retries", ...both(100), ...QUEUES },
	queueDelay: { unit: "seconds", ...both(86_400), ...QUEUES },

	r2WritesPerKey: { unit: "writes a second", ...both(1), ...R2 },
	r2Parts: { unit: "parts an upload", ...both(10_000), ...R2 },
	r2Buckets: { unit: "buckets an account", ...both(1_000_000), ...R2 },

	objectRequests: { unit: "requests a second and object, soft", ...both(1_000), ...OBJECTS },
	// The FAQ says 1 GB an object on the free plan, the table 5 GB an account.
	objectSize: { unit: "bytes an object", free: 1e9, paid: 10e9, ...OBJECTS },
	objectClasses: { unit: "classes an account", free: 100, paid: 500, ...OBJECTS },

	workflowSteps: { unit: "steps a run, unless it asks for more", free: 1_024, paid: 10_000, ...WORKFLOWS },
	// The page says 10,000 in its prose and 50,000 in its table.
	workflowRuns: { unit: "running at once", free: 100, paid: 10_000, ...WORKFLOWS },

	analyticsPoints: { unit: "points an invocation", ...both(250), source: "/analytics/analytics-engine/limits/", date: "2026-09-17" },
	apiCalls: { unit: "calls in 5 minutes and token", ...both(1_200), source: "/fundamentals/api/reference/limits/", date: "2026-09-17" },
} as const satisfies Readonly<Record<string, Limit>>;
