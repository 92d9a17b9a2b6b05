import { env } from "cloudflare:workers";
import type { Env } from "../../../workers/gateway/manifest.ts";

export const down = (): never => {
	throw new Error("it is down");
};
const allow = { limit: async () => ({ success: true }) };
export const connect = (): never => down();

/** What the apps were asked for. */
export const FORWARDED: { readonly app: string; readonly request: Request }[] = [];

/** An `app` that answers with its name. */
export const makeApp = (name: string) => ({
	connect,
	readPlacement: async () => ({ kind: "value", value: { dedicated: false } }) as const,
	fetch: async (request: Request) => {
		FORWARDED.push({ app: name, request });
		return Response.json({ app: name }, { headers: { "cache-control": "private, max-age=1" } });
	},
});

const NO_LIMITS = { rowsWritten: 0, kvWrites: 0, queueOperations: 0 };
export const NO_BUDGET = { mode: "off", period: "day", warnAt: 0.8, throttleAt: 0.9, tenant: NO_LIMITS, account: NO_LIMITS } as const;

/** What `gateway` binds, on real stores and objects. */
export const WORKING: Env = {
	DIRECTORY: env.DIRECTORY,
	KEYS: env.KEYS,
	APP__ANY: makeApp("any"),
	DEADLETTERS: { connect, fetch: down, list: down, replay: down, replayPage: down, forget: down, count: down },
	UPKEEP: { connect, fetch: down, startExport: down, startReplay: down, startDeletion: down, startImport: down, readRun: down },
	RESTORES: { connect, fetch: down, start: down, read: down, list: down, readHistory: down },
	MOVES: { connect, fetch: down, start: down, read: down, list: down, cancel: down },
	TENANT_LIMIT: allow,
	TENANT_LIMIT_FREE: allow,
	TENANT_LIMIT_PRO: allow,
	TENANT_LIMIT_ENTERPRISE: allow,
	ADDRESS_LIMIT: allow,
	RATE_LIMITER: env.RATE_LIMITER,
	COUNTER: env.COUNTER,
	METRICS: { writeDataPoint: () => {} },
	HUB: env.HUB,
	OBJECT_LIST: env.OBJECT_LIST,
	SESSIONS: env.SESSIONS,
	ADMIN_TOKEN: "admin",
	SIGNING_KEY: "a-signing-key",
	SETTINGS: {
		homeRegion: "weur",
		shardsPerWorker: 2,
		stage: "launch",
		keyMemorySeconds: 0,
		keyKvSeconds: 300,
		hotReadSeconds: 30,
		keysInMemory: 0,
		liveMessageBytes: 1000,
		rates: {
			requestsPer10Seconds: { standard: 100, free: 50, pro: 400, enterprise: 2000 },
			writesPerMinute: { standard: 1000, free: 1, pro: 4000, enterprise: 20_000 },
			whenUnreachable: "open",
		},
		counters: { shards: 1, gatherMs: 0 },
		budget: NO_BUDGET,
		session: { idleSeconds: 600, absoluteSeconds: 3600 },
		metricsSampleRate: 1,
	},
	VERSION: { id: "v1", tag: "", timestamp: "" },
};
