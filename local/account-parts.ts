import type { CorsRule } from "./api/cors.ts";
import { LocalError } from "./local-error.ts";

/** What the registered resources amount to, by product: the state between Pulumi's words and Miniflare's. */
export type AccountParts = {
	/** KV namespace id → title. */
	readonly kv: Map<string, string>;
	/** D1 database id → name. */
	readonly d1: Map<string, string>;
	/** Queue id → queue. */
	readonly queues: Map<string, QueuePart>;
	/** Queue id → its consumer. */
	readonly consumers: Map<string, ConsumerPart>;
	/** Bucket name, prefixed by its jurisdiction if it has one. */
	readonly r2: Map<string, string>;
	/** Bucket, as in `r2` → what pages of other origins may do with its presigned URLs. */
	readonly cors: Map<string, readonly CorsRule[]>;
	/** Worker id → Worker. */
	readonly workers: Map<string, WorkerPart>;
	/** Version id → version. */
	readonly versions: Map<string, VersionPart>;
	/** Worker name → id of the version that takes the largest share. */
	readonly deployments: Map<string, string>;
	/** Worker name → cron expressions. */
	readonly crons: Map<string, readonly string[]>;
	readonly workflows: Map<string, WorkflowPart>;
	/** Route pattern → Worker name. */
	readonly routes: Map<string, string>;
};

export type QueuePart = { readonly name: string; readonly deliveryDelay: number; readonly deliveryPaused: boolean };

type ConsumerPart = {
	readonly worker: string;
	readonly deadLetterQueue: string | undefined;
	readonly maxBatchSize: number;
	/** Seconds. */
	readonly maxBatchTimeout: number;
	readonly maxRetries: number;
	/** Seconds. */
	readonly retryDelay: number;
};

export type WorkerPart = { readonly name: string; readonly subdomain: boolean };

export type ModulePart = { readonly name: string; readonly contentType: string; readonly content: Uint8Array };

export type VersionPart = {
	readonly id: string;
	readonly worker: string;
	readonly mainModule: string;
	readonly modules: readonly ModulePart[];
	readonly compatibilityDate: string;
	readonly compatibilityFlags: readonly string[];
	readonly bindings: readonly BindingPart[];
	/** Names of exported Durable Object classes. */
	readonly durableObjects: readonly string[];
	readonly tag: string;
};

export type BindingPart = { readonly type: string; readonly name: string; readonly [field: string]: unknown };

type WorkflowPart = {
	readonly worker: string;
	readonly className: string;
	readonly stepLimit: number | undefined;
};

export function makeAccountParts(): AccountParts {
	return {
		kv: new Map(),
		d1: new Map(),
		queues: new Map(),
		consumers: new Map(),
		r2: new Map(),
		cors: new Map(),
		workers: new Map(),
		versions: new Map(),
		deployments: new Map(),
		crons: new Map(),
		workflows: new Map(),
		routes: new Map(),
	};
}

/** Cloudflare refuses a second one of the same name, so the local account does. */
export function addOnce<T>(parts: Map<string, T>, key: string, part: T, what: string): void {
	if (parts.has(key)) throw new LocalError("bad_resource", `${what} is registered twice: give one of them another name.`);
	parts.set(key, part);
}
