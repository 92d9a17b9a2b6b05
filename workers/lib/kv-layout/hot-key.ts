import type { KvWriter } from "../kv-write/kv-writer-object.ts";
import { type KvOwner, toKvKey } from "./kv-key.ts";

export interface HotKeyOptions {
	readonly kv: { get(key: string): Promise<string | null> };
	/** The object that writes a key, once a second at most. */
	readonly writerOf: (name: string) => KvWriter;
	readonly owner: KvOwner;
	/** Copies, each under a suffix of its own: fixed, as it says which keys there are. */
	readonly copies: number;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** Seconds; null keeps it for ever. */
	readonly ttlSeconds: number | null;
}

/** One value under several keys, so that neither its readers nor its writers all meet at one. */
export interface HotKey {
	/** Any copy, and where that one has nothing, the others. */
	get(key: string): Promise<string | null>;
	/** All copies; each is written by its own object, however often this is called. */
	put(key: string, value: string): Promise<void>;
}

export function makeHotKey({ kv, writerOf, owner, copies, random, ttlSeconds }: HotKeyOptions): HotKey {
	const toName = (key: string, copy: number) => toKvKey(owner, `${key}~${copy}`);
	return {
		async get(key) {
			const first = Math.floor(random() * copies);
			for (let step = 0; step < copies; step += 1) {
				const value = await kv.get(toName(key, (first + step) % copies));
				if (value !== null) return value;
			}
			return null;
		},
		async put(key, value) {
			const names = Array.from({ length: copies }, (_, copy) => toName(key, copy));
			await Promise.all(names.map((name) => writerOf(name).write({ key: name, value, expirationTtl: ttlSeconds, version: null })));
		},
	};
}
