import { z } from "zod";
import { parseDuration, toMilliseconds } from "../../config/units.ts";

const iso = z.iso.datetime({ offset: true });

/** An ISO 8601 time, or how long ago, as ISO 8601; null for anything else. */
export function toPastTime(text: string, now: number): string | null {
	if (iso.safeParse(text).success) return new Date(text).toISOString();
	const ago = parseDuration(text);
	return ago === null ? null : new Date(now - toMilliseconds(ago)).toISOString();
}
