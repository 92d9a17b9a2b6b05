import type { Bindings } from "../manifest.ts";
import { BILLED, type BilledCounts, type Count, NOTHING_BILLED } from "./billed-counts.ts";
import { meterCache } from "./meter-cache.ts";
import { meterD1 } from "./meter-d1.ts";
import { meterEnv } from "./meter-env.ts";
import { meterKv } from "./meter-kv.ts";
import { meterObject } from "./meter-object.ts";
import { countDelivered, meterQueue } from "./meter-queue.ts";
import { meterR2 } from "./meter-r2.ts";

/** An object with any of these methods, whatever they take and give. */
type Having<Name extends string> = { readonly [name in Name]?: (...values: never[]) => unknown };

/** Each wrapper takes a binding or any part of one and gives the same back: same type, results and errors. */
export interface Meter {
	kv<T extends Having<"get" | "getWithMetadata" | "put" | "delete" | "list">>(namespace: T): T;
	d1<T extends Having<"prepare" | "batch" | "exec" | "withSession">>(database: T): T;
	queue<T extends Having<"send" | "sendBatch">>(queue: T): T;
	r2<T extends Having<"get" | "head" | "put" | "list" | "createMultipartUpload" | "resumeMultipartUpload">>(bucket: T): T;
	object<T extends Having<"get" | "getByName" | "jurisdiction">>(namespace: T): T;
	cache<T extends Having<"match" | "put" | "delete">>(cache: T): T;
	/** All bindings of an `env`, by its manifest. */
	env<E extends object>(env: E, bindings: Bindings): E;
	/** Counts the read and the delete of messages that a consumer got. */
	delivered(messages: Iterable<{ readonly body: unknown }>): void;
	/** Adds what another Worker counted for the same request. */
	add(counts: Partial<BilledCounts>): void;
	/** What was counted until now. */
	counts(): BilledCounts;
}

/** A class, since one is made for each request: methods of a prototype cost nothing then, and closures do. */
class RequestMeter implements Meter {
	readonly #counted = { ...NOTHING_BILLED };
	readonly #count: Count = (name, amount = 1) => {
		this.#counted[name] += amount;
	};

	kv<T extends object>(namespace: T): T {
		return meterKv(namespace, this.#count);
	}

	d1<T extends object>(database: T): T {
		return meterD1(database, this.#count);
	}

	queue<T extends object>(queue: T): T {
		return meterQueue(queue, this.#count);
	}

	r2<T extends object>(bucket: T): T {
		return meterR2(bucket, this.#count);
	}

	object<T extends object>(namespace: T): T {
		return meterObject(namespace, this.#count);
	}

	cache<T extends object>(cache: T): T {
		return meterCache(cache, this.#count);
	}

	env<E extends object>(env: E, bindings: Bindings): E {
		return meterEnv(env, bindings, this.#count);
	}

	delivered(messages: Iterable<{ readonly body: unknown }>): void {
		countDelivered(messages, this.#count);
	}

	add(counts: Partial<BilledCounts>): void {
		for (const name of BILLED) this.#counted[name] += counts[name] ?? 0;
	}

	counts(): BilledCounts {
		return { ...this.#counted };
	}
}

/**
 * Counts what Cloudflare bills of the bindings that are used through it. One for each request.
 *
 * @example
 * const meter = makeMeter();
 * const read = (cache: KVNamespace) => meter.kv(cache).get("a"); // once called, meter.counts().kvReads is 1
 */
export const makeMeter = (): Meter => new RequestMeter();
