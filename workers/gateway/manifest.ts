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
import type { Remote } from "../lib/rpc/rpc-result.ts";
import type { TenantPlacements } from "../lib/rpc/tenant-placements.ts";
import type { CounterObject, DeadLetterStore, LongWork, RateLimiterObject } from "../lib/rpc.ts";
import type { SessionLedger } from "../lib/sessions/session-ledger.ts";

/** The plan's knobs for `gateway`. */
export interface GatewaySettings {
	readonly stage: string;
	/** Where a tenant goes that names no region. */
	readonly homeRegion: string;
	/** How long a tenant key is believed from the isolate's memory and from KV: the bound on revocation, in seconds. */
	readonly keyMemorySeconds: number;
	readonly keyKvSeconds: number;
	/** Seconds a data center may repeat a KV read without asking again. */
	readonly hotReadSeconds: number;
	/** Tenant keys an isolate remembers. */
	readonly keysInMemory: number;
	/** The exact limit on writes by a tenant, over all locations; null leaves the Durable Object out. */
	readonly exactWrites: { readonly limit: number; readonly periodSeconds: number } | null;
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
		DEADLETTERS: service<Remote<DeadLetterStore>>("deadletters", "DeadLetters"),
		UPKEEP: service<Remote<LongWork>>("upkeep", "LongWork"),
		TENANT_LIMIT: rateLimit("tenant"),
		ADDRESS_LIMIT: rateLimit("address"),
		RATE_LIMITER: object<RateLimiterObject>("objects", "RateLimiter"),
		COUNTER: object<CounterObject>("objects", "Counter"),
		METRICS: dataset("requests"),
		HUB: object<HubNode>("objects", "Hub"),
		SESSIONS: object<SessionLedger>("objects", "SessionLedger"),
		ADMIN_TOKEN: secret("adminToken"),
		SIGNING_KEY: secret("signingKey"),
		SETTINGS: settings<GatewaySettings>(),
		VERSION: versionMetadata(),
	},
});

export type Env = EnvOf<typeof manifest>;
