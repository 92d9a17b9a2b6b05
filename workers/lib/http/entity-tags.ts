import { ProblemError } from "../problem.ts";

const TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
const MAX_TAGS = 100;

/**
 * The tags of `If-Match` or `If-None-Match`, quotes included, as RFC 9110 compares them: `strong` leaves weak ones out,
 * since they match nothing; `weak` takes them as if they were strong. `["*"]` stands for any.
 */
export function parseEntityTags(name: string, header: string | undefined, compare: "strong" | "weak"): readonly string[] | null {
	if (header === undefined) return null;
	if (header.trim() === "*") return ["*"];
	const tags = header.split(",").map((tag) => tag.trim());
	if (tags.length > MAX_TAGS || !tags.every((tag) => TAG.test(tag)))
		throw new ProblemError("bad-parameter", `${name}: must be * or at most ${MAX_TAGS} entity tags such as "abc", quotes included.`);
	return tags.flatMap((tag) => (tag.startsWith("W/") ? (compare === "weak" ? [tag.slice(2)] : []) : [tag]));
}
