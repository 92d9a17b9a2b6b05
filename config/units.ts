/** Units: branded numbers inside, human strings ("5 minutes", "64 KB") in stack files and presets. They convert here only. */
declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

export type Seconds = Unit<"seconds">;
export type Bytes = Unit<"bytes">;
/** Millionths of a US dollar, and parts of them: a row that D1 reads costs a thousandth of one. */
export type MicroUsd = Unit<"micro-usd">;

const SECONDS = { ms: 0.001, second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;
/** Decimal and binary are told apart as in the standards: Cloudflare counts a KB as 1,000 bytes (/queues/platform/limits/, 2026-09-17). */
const BYTES = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 } as const;

const isSeconds = (value: number): value is Seconds => value >= 0;
const isBytes = (value: number): value is Bytes => value >= 0;
const isMicroUsd = (value: number): value is MicroUsd => value >= 0;

/** "5 minutes", "250 ms" → seconds; null for anything else. */
export function parseDuration(text: string): Seconds | null {
	const [, amount, name] = /^(\d+(?:\.\d+)?) ?(ms|second|minute|hour|day)s?$/.exec(text) ?? [];
	const factor = lookUp(SECONDS, name);
	if (amount === undefined || factor === undefined) return null;
	// Milliseconds as a division: 20 * 0.001 is not 0.02.
	const seconds = name === "ms" ? Number(amount) / 1_000 : Number(amount) * factor;
	return isSeconds(seconds) ? seconds : null;
}

/** "64 KB", "5 MiB" → bytes; null for anything else. */
export function parseBytes(text: string): Bytes | null {
	const [, amount, name] = /^(\d+(?:\.\d+)?) ?([KMG]?i?B)$/.exec(text) ?? [];
	const factor = lookUp(BYTES, name);
	if (amount === undefined || factor === undefined) return null;
	const bytes = Number(amount) * factor;
	return isBytes(bytes) ? bytes : null;
}

/** @throws RangeError for less than nothing. */
export function toMicroUsd(value: number): MicroUsd {
	if (!isMicroUsd(value)) throw new RangeError(`${value} micro-dollars is no price`);
	return value;
}

export const toMilliseconds = (seconds: Seconds): number => Math.round(seconds * 1_000);

function lookUp(table: Readonly<Record<string, number>>, name: string | undefined): number | undefined {
	return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
