import type { D1Database, D1DatabaseSession, KVNamespace, Queue, R2Bucket } from "@cloudflare/workers-types";
import { BILLED, type BilledCounts, type Count, NOTHING_BILLED } from "./billed-counts.ts";
import { meterCache } from "./meter-cache.ts";
import { meterD1 } from "./meter-d1.ts";
import { meterKv } from "./meter-kv.ts";
import { meterObject } from "./meter-object.ts";
import { countDelivered, meterQueue } from "./meter-queue.ts";
import { meterR2 } from "./meter-r2.ts";

/** What a namespace of Durable Objects must have at the least. */
interface Namespace {
	getByName(name: string): object;
}

/** Each wrapper takes a binding or any part of one and gives the same back: same type, results and errors. */
export interface Meter {
	kv<T extends Partial<KVNamespace>>(namespace: T): T;
	d1<T extends Partial<D1Database> | Partial<D1DatabaseSession>>(database: T): T;
	queue<T extends Partial<Queue>>(queue: T): T;
	r2<T extends Partial<R2Bucket>>(bucket: T): T;
	object<T extends Namespace>(namespace: T): T;
	cache<T extends { match(...values: never[]): unknown }>(cache: T): T;
	/** Counts the read and the delete of messages that a consumer got. */
	delivered(messages: Iterable<{ readonly body: unknown }>): void;
	/** Adds what another Worker counted for the same request. */
	add(counts: Partial<BilledCounts>): void;
	/** What was counted until now. */
	counts(): BilledCounts;
}

/**
 * Counts what Cloudflare bills of the bindings that are used through it. One for each request.
 *
 * @example
 * const meter = makeMeter();
 * await meter.kv(env.CACHE).get("a");
 * meter.counts().kvReads; // 1
 */
export function makeMeter(): Meter {
	const counted = { ...NOTHING_BILLED };
	const count: Count = (name, amount = 1) => {
		counted[name] += amount;
	};
	return {
		kv: (namespace) => meterKv(namespace, count),
		d1: (database) => meterD1(database, count),
		queue: (queue) => meterQueue(queue, count),
		r2: (bucket) => meterR2(bucket, count),
		object: (namespace) => meterObject(namespace, count),
		cache: (cache) => meterCache(cache, count),
		delivered: (messages) => countDelivered(messages, count),
		add(counts) {
			for (const name of BILLED) count(name, counts[name] ?? 0);
		},
		counts: () => ({ ...counted }),
	};
}
