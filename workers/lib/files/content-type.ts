import { ProblemError } from "../problem.ts";

/** A media type and its parameters (RFC 9110 §8.3.1), nothing else: it will be a header again. */
const TOKEN = "[a-z0-9!#$&^_.+-]{1,80}";
const QUOTED = '"[ !#-\\[\\]-~]{0,80}"';
const TYPE = new RegExp(`^(?<type>${TOKEN}/${TOKEN})(?: *; *${TOKEN}=(?:${TOKEN}|${QUOTED})){0,8}$`, "i");

const covers = (rule: string, type: string) =>
	rule === "*/*" || rule === type || (rule.endsWith("/*") && type.startsWith(rule.slice(0, -1)));

/** The content type that a file is stored with, if the plan's list has it; throws `unsupported-media-type` otherwise. */
export function parseContentType(header: string | null | undefined, allowed: readonly string[]): string {
	const text = (header ?? "").trim();
	const type = TYPE.exec(text)?.groups?.["type"]?.toLowerCase();
	if (type !== undefined && allowed.some((rule) => covers(rule, type))) return text;
	throw new ProblemError(
		"unsupported-media-type",
		`content-type: ${JSON.stringify(text.slice(0, 200))}; files may be of ${allowed.join(", ")}.`,
	);
}
