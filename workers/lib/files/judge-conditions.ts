import { parseEntityTags } from "../http/entity-tags.ts";

/** A file's version. */
export interface Version {
	/** With quotes. */
	readonly httpEtag: string;
	readonly uploaded: Date;
}

type Judgement = "send" | "unchanged" | "failed";

/** HTTP dates have seconds. */
const toSeconds = (time: number) => Math.floor(time / 1000);

const parseDate = (header: string | null) => {
	const time = Date.parse(header ?? "");
	return Number.isNaN(time) ? null : toSeconds(time);
};

const isIn = (tags: readonly string[], { httpEtag }: Version) => tags.some((tag) => tag === "*" || tag === httpEtag);

/** What a read's conditions say, in the order of RFC 9110 §13.2.2: dates count only where there are no tags. */
export function judgeConditions(headers: Pick<Headers, "get">, version: Version): Judgement {
	const modified = toSeconds(version.uploaded.getTime());
	const ifMatch = parseEntityTags("if-match", headers.get("if-match") ?? undefined, "strong");
	if (ifMatch && !isIn(ifMatch, version)) return "failed";
	const unmodifiedSince = parseDate(headers.get("if-unmodified-since"));
	if (!ifMatch && unmodifiedSince !== null && modified > unmodifiedSince) return "failed";
	const ifNoneMatch = parseEntityTags("if-none-match", headers.get("if-none-match") ?? undefined, "weak");
	if (ifNoneMatch) return isIn(ifNoneMatch, version) ? "unchanged" : "send";
	const modifiedSince = parseDate(headers.get("if-modified-since"));
	return modifiedSince !== null && modified <= modifiedSince ? "unchanged" : "send";
}

/** The strong tag of `If-Range`; null without one. A date, or a weak tag, proves no bytes: `never`. */
export function parseIfRange(header: string | null): string | null | "never" {
	if (header === null) return null;
	return /^"[\x21\x23-\x7e]*"$/.test(header.trim()) ? header.trim().slice(1, -1) : "never";
}
