import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { CountingReporter } from "./test/support/counting-reporter.ts";
import { COMPATIBILITY_DATE } from "./workers/lib/manifest.ts";

/** What the patterns are tested against: real stores and objects, named as the Workers' manifests name them. */
const workerd = cloudflareTest({
	main: "./test/workers/main.ts",
	// Reaches its own kind by `ctx.exports`, which the plugin finds in no file that it reads.
	additionalExports: { ObjectList: "DurableObject", Hub: "DurableObject", ChunkedJob: "DurableObject" },
	miniflare: {
		compatibilityDate: COMPATIBILITY_DATE,
		compatibilityFlags: ["nodejs_compat"],
		d1Databases: ["DIRECTORY", "SHARD__POOL__WEUR__0", "SHARD__POOL__WEUR__1", "SHARD__TENANT__ACME__EU__0", "SHARD__TENANT__ACME__EU__1"],
		kvNamespaces: ["KEYS", "RECORDS"],
		r2Buckets: ["BUCKET", "FILES__ANY"],
		queueProducers: { EVENTS__0: "events-0" },
		// Rooms that have grown after a few connections.
		bindings: {
			SETTINGS: {
				live: { socketsPerNode: 2, fanOut: 2, maxMessageBytes: 2_000, messagesPerSecond: 50, bufferBytes: 40_000 },
				snapshotSeconds: 1,
				jobs: { chunkBytes: 1_000, maxAttempts: 3, retryDelaySeconds: 5, perTenant: 3 },
				eventWindowDays: 400,
				directoryStaleSeconds: 300,
				partitionWidth: "month",
			},
		},
		durableObjects: {
			CACHE_TAGS: { className: "CacheTags", useSQLite: true },
			OBJECT_LIST: { className: "ObjectList", useSQLite: true },
			JOBS: { className: "ChunkedJob", useSQLite: true },
			COUNTER: { className: "Counter", useSQLite: true },
			ORDERED_LANE: { className: "OrderedLane", useSQLite: true },
			HUB: { className: "Hub", useSQLite: true },
			KV_WRITER: { className: "KvWriter", useSQLite: true },
			REGIONAL_CACHE: { className: "RegionalCache", useSQLite: true },
			SESSIONS: { className: "SessionLedger", useSQLite: true },
			RATE_LIMITER: { className: "RateLimiter", useSQLite: true },
		},
	},
});

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
	test: {
		reporters: ["default", new CountingReporter()],
		// Most of a test's time is waiting for workerd: a core may as well have a file of its own.
		maxWorkers: "100%",
		projects: [
			{
				test: {
					name: "node",
					include: ["test/**/*.test.ts"],
					exclude: ["test/workers/**"],
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{ plugins: [workerd], test: { name: "workers", include: ["test/workers/**/*.test.ts"], testTimeout: 30_000 } },
		],
	},
});
