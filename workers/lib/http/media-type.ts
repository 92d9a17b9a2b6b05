import { ProblemError } from "../problem.ts";

/** The media type of a `Content-Type`, without its parameters; empty where there is no header. */
export const parseMediaType = (header: string | undefined): string => (header ?? "").split(";", 1).join("").trim().toLowerCase();

/** Takes JSON of any kind, and a body that doesn't say what it is. */
export function assertJsonType(header: string | undefined): void {
	const type = parseMediaType(header);
	if (type === "" || type === "application/json" || type.endsWith("+json")) return;
	throw new ProblemError("unsupported-media-type", `content-type: ${JSON.stringify(type)}; this route takes application/json.`);
}
