import type { KVNamespace } from "@cloudflare/workers-types";
import * as z from "zod";
import type { Days } from "./counts.ts";

const snapshot = z.object({ at: z.number(), days: z.record(z.string(), z.record(z.string(), z.number())) });

/** What a counter's head knew of all its shards. */
export interface CounterSnapshot {
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly days: Days;
}

/** No key of another kind begins so. */
const toKey = (name: string) => `counts:${name}`;

export async function writeSnapshot(kv: Pick<KVNamespace, "put">, name: string, { at, days }: CounterSnapshot): Promise<void> {
	await kv.put(toKey(name), JSON.stringify({ at, days }));
}

export const forgetSnapshot = (kv: Pick<KVNamespace, "delete">, name: string): Promise<void> => kv.delete(toKey(name));

/** Null where there is none, or none that this version can read. */
export async function readSnapshot(kv: Pick<KVNamespace, "get">, name: string, cacheSeconds: number): Promise<CounterSnapshot | null> {
	return snapshot.safeParse(await kv.get(toKey(name), { type: "json", cacheTtl: cacheSeconds })).data ?? null;
}
