import type { Judged } from "./judged.ts";
import { entriesAt, textAt, valueAt } from "./read.ts";

type Entry = readonly [name: string, entry: Readonly<Record<string, unknown>>];

const LIVE = [undefined, "created", "expecting-transfer"];

/** A version's Durable Object classes, and what was said about former ones. */
export const objectsOf = (version: Judged): readonly Entry[] =>
	entriesAt(version, "exports").filter(([, entry]) => textAt(entry, "type") === "durable-object");

/** A class that has objects, not a tombstone of one. */
export const isLive = ([, entry]: Entry): boolean => LIVE.includes(textAt(entry, "state"));

/** Entrypoints that Workers Cache stands in front of. */
export const cachedOf = (version: Judged): readonly string[] =>
	entriesAt(version, "exports").flatMap(([name, entry]) => (valueAt(entry, "cache.enabled") === true ? [name] : []));
