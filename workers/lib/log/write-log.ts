export type LogLevel = "info" | "warn" | "error";

export type LogFields = Readonly<Record<string, unknown>>;

/** Fields that hold a secret whatever they say; an id of a key is none. */
const SECRET_NAME = /^(?:key|authorization|cookie|set-cookie)$|token|secret|password/i;

/** Keys of tenants, of which the id may be known, and whatever was sent as a bearer's proof. */
const SECRET_TEXTS = [
	[/\bsc_([0-9a-f]{24})_[0-9a-f]+/g, "sc_$1_…"],
	[/\bBearer +\S+/gi, "Bearer …"],
] as const;

/** A request may log 256 KB (/workers/platform/limits/, 2026-09-05): no text takes it all. */
const MAX_TEXT = 4_000;

function toSafeText(text: string): string {
	const hidden = SECRET_TEXTS.reduce((safe, [pattern, shown]) => safe.replaceAll(pattern, shown), text);
	return hidden.length > MAX_TEXT ? `${hidden.slice(0, MAX_TEXT)}…` : hidden;
}

function toSafe(name: string, value: unknown): unknown {
	if (SECRET_NAME.test(name)) return "…";
	if (typeof value === "bigint") return String(value);
	return typeof value === "string" ? toSafeText(value) : value;
}

/** One line of JSON without secrets; fields that are no JSON are left out rather than the line. */
export function toLogLine(level: LogLevel, what: string, fields: LogFields): string {
	try {
		return JSON.stringify({ ...fields, level, what }, toSafe);
	} catch {
		return JSON.stringify({ level, what });
	}
}

const WRITERS = {
	info: (line: string) => console.log(line),
	warn: (line: string) => console.warn(line),
	error: (line: string) => console.error(line),
} as const satisfies Record<LogLevel, (line: string) => void>;

/** Workers Logs indexes the fields of such a line (/workers/observability/logs/workers-logs/, 2026-09-17); each is billed. */
export const writeLog = (level: LogLevel, what: string, fields: LogFields = {}): void => WRITERS[level](toLogLine(level, what, fields));
