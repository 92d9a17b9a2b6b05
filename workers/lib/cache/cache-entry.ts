import * as z from "zod";
import type { CachePolicy } from "./cache-policy.ts";

const entrySchema = z.object({
	value: z.unknown(),
	madeAt: z.number(),
	freshUntil: z.number(),
	staleUntil: z.number(),
	errorUntil: z.number(),
	loadMs: z.number(),
	generations: z.record(z.string(), z.number()),
});

/** A value with its times, milliseconds since 1970; null is "there is none". */
export interface CacheEntry<V> extends Readonly<Omit<z.infer<typeof entrySchema>, "value">> {
	readonly value: V | null;
}

export type Freshness = "fresh" | "stale" | "expired" | "missing";

/** By the tags of a policy: the generation that was current when the load began. */
export type Generations = Readonly<Record<string, number>>;

/** Clocks of two machines differ by less; an entry from further in the future was made by a clock that has since been set back. */
const MAX_SKEW_MS = 5_000;

export interface Load<V> {
	readonly value: V | null;
	/** When the load began, not when it ended: what the origin said may have changed while it was on its way. */
	readonly startedAt: number;
	readonly loadMs: number;
	readonly generations: Generations;
}

/** @param random - uniform in [0, 1) */
export function makeEntry<V>(policy: CachePolicy, { value, startedAt, loadMs, generations }: Load<V>, random: () => number): CacheEntry<V> {
	const fresh = value === null ? policy.negativeSeconds : policy.freshSeconds;
	const stale = value === null ? 0 : policy.staleSeconds;
	const error = value === null ? 0 : policy.errorSeconds;
	const staleUntil = startedAt + (fresh + stale) * 1000;
	return {
		value,
		madeAt: startedAt,
		freshUntil: startedAt + fresh * 1000 * (1 - policy.jitter * random()),
		staleUntil,
		errorUntil: staleUntil + error * 1000,
		loadMs,
		generations,
	};
}

export function toFreshness(entry: CacheEntry<unknown> | null, now: number, current: Generations | null): Freshness {
	if (!entry || now >= Math.max(entry.errorUntil, entry.staleUntil)) return "missing";
	if (current === null || entry.madeAt > now + MAX_SKEW_MS) return "expired";
	if (Object.entries(current).some(([tag, generation]) => entry.generations[tag] !== generation)) return "missing";
	if (now < entry.freshUntil) return "fresh";
	return now < entry.staleUntil ? "stale" : "expired";
}

/** For a place that hears of no writes made elsewhere: fresh for `seconds` at most, stale for as long again. */
export function shorten<V>(entry: CacheEntry<V>, now: number, seconds: number): CacheEntry<V> {
	const freshUntil = Math.min(entry.freshUntil, now + seconds * 1000);
	return { ...entry, freshUntil, staleUntil: Math.min(entry.staleUntil, freshUntil + seconds * 1000) };
}

/** The whole seconds for which a place that holds it needs to; at least 1. */
export const toHoldSeconds = (entry: CacheEntry<unknown>, now: number): number =>
	Math.max(1, Math.ceil((Math.max(entry.errorUntil, entry.staleUntil) - now) / 1000));

/** Reads what another version of the code may have written: null for what isn't an entry of this kind of value. */
export function parseEntry<V>(text: string, parse: (value: unknown) => V | null): CacheEntry<V> | null {
	const { data } = entrySchema.safeParse(parseJson(text));
	if (!data) return null;
	if (data.value === null) return { ...data, value: null };
	const value = parse(data.value);
	return value === null ? null : { ...data, value };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
