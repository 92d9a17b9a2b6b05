import * as z from "zod";
import { hash } from "../rendezvous/hash.ts";
import type { KvStore } from "./kv-store.ts";

/** 25 MiB at most (/kv/platform/limits/, 2026-09-17); read whole, so far less. */
const MAX_BYTES = 1_048_576;

export type Bundle = Readonly<Record<string, string>>;

export const parseBundle = (value: unknown): Bundle | null => z.record(z.string(), z.string()).safeParse(value).data ?? null;

/** Many cold keys in one value: one read and one data center's cached copy for all of them. */
export interface ColdBundles {
	get(key: string): Promise<string | null>;
	/** Replaces all bundles by these entries: one write a bundle, however many keys. */
	replaceAll(entries: ReadonlyMap<string, string>): Promise<void>;
}

/** @param bundles - how many there are; fixed, as it says where a key is */
export function makeColdBundles(store: Pick<KvStore<Bundle>, "get" | "writeThrough">, bundles: number): ColdBundles {
	const toName = (index: number): string => `bundle-${index}`;
	const toBundle = (key: string) => toName(hash(key) % bundles);
	return {
		async get(key) {
			const bundle = await store.get(toBundle(key));
			return bundle && Object.hasOwn(bundle, key) ? (bundle[key] ?? null) : null;
		},
		async replaceAll(entries) {
			const grouped = new Map(Array.from({ length: bundles }, (_, index) => [toName(index), new Map<string, string>()] as const));
			for (const [key, value] of entries) grouped.get(toBundle(key))?.set(key, value);
			const whole = [...grouped].map(([name, group]) => [name, Object.fromEntries(group)] as const);
			for (const [name, bundle] of whole) assertSize(name, bundle);
			for (const [name, bundle] of whole) await store.writeThrough(name, bundle, async () => {});
		},
	};
}

function assertSize(name: string, bundle: Bundle): void {
	const bytes = JSON.stringify(bundle).length;
	if (bytes > MAX_BYTES) throw new RangeError(`${name} would have ${bytes} characters, more than ${MAX_BYTES}: use more bundles`);
}
