import type {
	AnalyticsEngineDataset,
	D1Database,
	DurableObjectLocationHint,
	Fetcher,
	KVNamespace,
	Queue,
	R2Bucket,
	RateLimit,
	WorkerVersionMetadata,
	Workflow,
} from "@cloudflare/workers-types";

/** The newest runtime behaviour that was tested, not today's date: it moves on purpose. What is deployed, tested and measured runs as of it. */
export const COMPATIBILITY_DATE = "2026-07-01";

/** One thing a Worker needs, by logical name. `type` is Cloudflare's binding type. */
export type Binding =
	| { readonly type: "kv_namespace"; readonly kv: string }
	| { readonly type: "d1"; readonly d1: string }
	| { readonly type: "d1"; readonly family: "shards" }
	| { readonly type: "queue"; readonly family: "queues"; readonly queue: string; readonly deadLetters: boolean }
	| { readonly type: "r2_bucket"; readonly bucket: string }
	| { readonly type: "r2_bucket"; readonly family: "buckets"; readonly bucket: string }
	| { readonly type: "service"; readonly worker: string; readonly entrypoint: string | null }
	| { readonly type: "service"; readonly family: "services"; readonly worker: string; readonly entrypoint: string | null }
	| { readonly type: "durable_object_namespace"; readonly worker: string; readonly className: string }
	| { readonly type: "workflow"; readonly workflow: string }
	| { readonly type: "analytics_engine"; readonly dataset: string }
	| { readonly type: "ratelimit"; readonly limit: string }
	| { readonly type: "secret_text"; readonly secret: string }
	| { readonly type: "json" }
	| { readonly type: "version_metadata" };

export type Bindings = Readonly<Record<string, Binding>>;

/** What a Worker is and needs. The plan wires it, `EnvOf` types it. */
export interface Manifest {
	/** The folder in `workers/` and the last part of the deployed name. */
	readonly name: string;
	/** Reachable from the internet; every other Worker only through bindings, queues and crons. */
	readonly public: boolean;
	/** `edge` runs where the request arrives, `data` near the databases it binds, `none` has no requests to place. */
	readonly placement: "edge" | "data" | "none";
	/** One Worker, or as many as the plan splits the shards over: one for each group of them, or for each of a location. */
	readonly instances: "one" | "by-shards";
	readonly bindings: Bindings;
	/** Cron expressions, UTC. */
	readonly crons: readonly string[];
	/** The queue families whose messages this Worker receives. */
	readonly consumes: readonly { readonly queue: string; readonly deadLetters: boolean }[];
	/** SQLite Durable Object classes that this Worker exports. */
	readonly objects: readonly string[];
	/** Workflow classes that this Worker exports, by logical name. */
	readonly workflows: Readonly<Record<string, string>>;
	/** Entrypoints that Workers Cache may sit in front of; for every other one it is switched off. */
	readonly cached: readonly string[];
}

const DEFAULTS = {
	public: false,
	placement: "none",
	instances: "one",
	crons: [],
	consumes: [],
	objects: [],
	workflows: {},
	cached: [],
} as const satisfies Omit<Manifest, "name" | "bindings">;

/**
 * Declares a Worker once: the plan reads its wiring from it, the Worker its `Env`.
 *
 * @example
 * export const manifest = defineWorker({ name: "greeter", public: true, bindings: { CACHE: kv("records") } });
 * export type Env = EnvOf<typeof manifest>; // { readonly CACHE: KVNamespace }
 */
export function defineWorker<B extends Bindings>(
	manifest: { readonly name: string; readonly bindings: B } & Partial<Omit<Manifest, "name" | "bindings">>,
): Omit<Manifest, "bindings"> & { readonly bindings: B } {
	return { ...DEFAULTS, ...manifest };
}

/** A binding with the type that the Worker finds in `env`; the property itself is never set. */
type Bound<B extends Binding, T> = B & { readonly env?: T };
type Of<K extends Binding["type"]> = Exclude<Extract<Binding, { type: K }>, { family: string }>;
type FamilyOf<K extends Binding["type"]> = Extract<Binding, { type: K; family: string }>;

type Key<K, B> = B extends { readonly family: string } ? `${K & string}__${string}` : K;
type Value<B> = B extends { readonly env?: infer T } ? Exclude<T, undefined> : never;

/** The `env` of a Worker. A family's members stand under `KEY__<MEMBER>`, one for each that the plan has. */
export type EnvOf<M extends { readonly bindings: Bindings }> = {
	readonly [K in keyof M["bindings"] as Key<K, M["bindings"][K]>]: Value<M["bindings"][K]>;
};

/** A Durable Object namespace as its callers see it: stubs of the class's RPC methods. */
export interface ObjectNamespace<T> {
	getByName(name: string, options?: { readonly locationHint?: DurableObjectLocationHint }): T;
	jurisdiction(jurisdiction: "eu" | "fedramp"): ObjectNamespace<T>;
}

export const kv = (name: string): Bound<Of<"kv_namespace">, KVNamespace> => ({ type: "kv_namespace", kv: name });
export const d1 = (name: string): Bound<Of<"d1">, D1Database> => ({ type: "d1", d1: name });
/** Every tenant database, or those of its location and group where the Worker is split. */
export const shards = (): Bound<FamilyOf<"d1">, D1Database> => ({ type: "d1", family: "shards" });
export const queues = (name: string): Bound<FamilyOf<"queue">, Queue> => ({
	type: "queue",
	family: "queues",
	queue: name,
	deadLetters: false,
});
export const deadLetterQueues = (name: string): Bound<FamilyOf<"queue">, Queue> => ({ ...queues(name), deadLetters: true });
export const r2 = (name: string): Bound<Of<"r2_bucket">, R2Bucket> => ({ type: "r2_bucket", bucket: name });
/** `KEY__ANY`, and `KEY__EU` where tenants' data must stay there; a Worker of a jurisdiction's location has that one alone. */
export const buckets = (name: string): Bound<FamilyOf<"r2_bucket">, R2Bucket> => ({ type: "r2_bucket", family: "buckets", bucket: name });
export const service = <T = unknown>(worker: string, entrypoint: string | null = null): Bound<Of<"service">, Fetcher & T> => ({
	type: "service",
	worker,
	entrypoint,
});
/** One member for each instance of the Worker: `KEY__ANY`, or `KEY__<LOCATION>` where it is split by location; `KEY__ANY__1` for the next group of shards. */
export const services = <T = unknown>(worker: string, entrypoint: string | null = null): Bound<FamilyOf<"service">, Fetcher & T> => ({
	type: "service",
	family: "services",
	worker,
	entrypoint,
});
export const object = <T>(worker: string, className: string): Bound<Of<"durable_object_namespace">, ObjectNamespace<T>> => ({
	type: "durable_object_namespace",
	worker,
	className,
});
export const workflow = <P>(name: string): Bound<Of<"workflow">, Workflow<P>> => ({ type: "workflow", workflow: name });
export const dataset = (name: string): Bound<Of<"analytics_engine">, AnalyticsEngineDataset> => ({
	type: "analytics_engine",
	dataset: name,
});
export const rateLimit = (name: string): Bound<Of<"ratelimit">, RateLimit> => ({ type: "ratelimit", limit: name });
export const secret = (name: string): Bound<Of<"secret_text">, string> => ({ type: "secret_text", secret: name });
/** The plan's knobs for this Worker, as one JSON variable (at most 5 KB, /workers/platform/limits/, 2026-09-05). */
export const settings = <T>(): Bound<Of<"json">, T> => ({ type: "json" });
export const versionMetadata = (): Bound<Of<"version_metadata">, WorkerVersionMetadata> => ({ type: "version_metadata" });
