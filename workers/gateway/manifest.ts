import type { BudgetSettings } from "../lib/budget/budget.ts";
import type { CounterObject } from "../lib/counter/counter-object.ts";
import type { KeyRevocations } from "../lib/key-sweep/key-sweep.ts";
import type { HubNode } from "../lib/live/hub-node.ts";
import {
	d1,
	dataset,
	defineWorker,
	type EnvOf,
	kv,
	object,
	rateLimit,
	secret,
	service,
	services,
	settings,
	versionMetadata,
} from "../lib/manifest.ts";
import type { RateLimiterObject } from "../lib/rate-limit/limiter-object.ts";
import type { MoveAdmin } from "../lib/rpc/move-admin.ts";
import type { RestoreAdmin } from "../lib/rpc/restore-admin.ts";
import type { Remote } from "../lib/rpc/rpc-result.ts";
import type { TenantPlacements } from "../lib/rpc/tenant-placements.ts";
import type { DeadLetterStore, LongWork } from "../lib/rpc.ts";
import type { SessionLedger } from "../lib/sessions/session-ledger.ts";

/** A tenant whose plan isn't among them has the standard's. */
export type ByPlan = Readonly<Record<"standard" | "free" | "pro" | "enterprise", number>>;

/** The plan's knobs for `gateway`. */
export interface GatewaySettings {
	readonly stage: string;
	/** Tells which `app` binds a shard: see `findApp`. */
	readonly shardsPerWorker: number;
	/** Where a tenant goes that names no region. */
	readonly homeRegion: string;
	/** How long a tenant key is believed from the isolate's memory and from KV: the bound on revocation, in seconds. */
	readonly keyMemorySeconds: number;
	readonly keyKvSeconds: number;
	/** Seconds a data center may repeat a KV read without asking again. */
	readonly hotReadSeconds: number;
	/** Tenant keys an isolate remembers. */
	readonly keysInMemory: number;
	readonly rates: {
		/** What the bindings are set to, by the tenant's plan. */
		readonly requestsPer10Seconds: ByPlan;
		/** The exact limit over all locations; null leaves the Durable Object out. */
		readonly writesPerMinute: ByPlan | null;
		readonly whenUnreachable: "open" | "closed";
	};
	readonly counters: { readonly shards: number; readonly gatherMs: number };
	readonly budget: BudgetSettings;
	/** The longest message to a live room. */
	readonly liveMessageBytes: number;
	/** How long a sign-in to the admin side lasts. */
	readonly session: { readonly idleSeconds: number; readonly absoluteSeconds: number };
	/** The share of requests that give a point to Analytics Engine. */
	readonly metricsSampleRate: number;
}

export const manifest = defineWorker({
	name: "gateway",
	public: true,
	placement: "edge",
	bindings: {
		DIRECTORY: d1("directory"),
		KEYS: kv("directory"),
		APP: services<Remote<TenantPlacements>>("app"),
		MOVES: service<Remote<MoveAdmin>>("upkeep", "Moves"),
		RESTORES: service<Remote<RestoreAdmin>>("upkeep", "Restores"),
		DEADLETTERS: service<Remote<DeadLetterStore>>("deadletters", "DeadLetters"),
		UPKEEP: service<Remote<LongWork>>("upkeep", "LongWork"),
		TENANT_LIMIT: rateLimit("tenant"),
		TENANT_LIMIT_FREE: rateLimit("tenant-free"),
		TENANT_LIMIT_PRO: rateLimit("tenant-pro"),
		TENANT_LIMIT_ENTERPRISE: rateLimit("tenant-enterprise"),
		ADDRESS_LIMIT: rateLimit("address"),
		RATE_LIMITER: object<RateLimiterObject>("objects", "RateLimiter"),
		COUNTER: object<CounterObject>("objects", "Counter"),
		METRICS: dataset("requests"),
		HUB: object<HubNode>("objects", "Hub"),
		OBJECT_LIST: object<KeyRevocations>("objects", "ObjectList"),
		SESSIONS: object<SessionLedger>("objects", "SessionLedger"),
		ADMIN_TOKEN: secret("adminToken"),
		SIGNING_KEY: secret("signingKey"),
		SETTINGS: settings<GatewaySettings>(),
		VERSION: versionMetadata(),
	},
});

export type Env = EnvOf<typeof manifest>;
