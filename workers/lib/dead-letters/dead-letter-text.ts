import * as z from "zod";

/** Why a message is dead. */
export interface Cause {
	readonly reason: string;
	/** The queue it came from. */
	readonly queue: string;
	readonly attempts: number;
}

/** A reason quotes errors of other systems; this keeps the letter within a message. */
const MAX_REASON = 500;

const cause = z.strictObject({ reason: z.string(), queue: z.string(), attempts: z.int() });

/** A line of JSON, then the message as it was: escaped once more it could outgrow a message (128 KB, /queues/platform/limits/, 2026-09-17). */
export const toLetterText = ({ reason, queue, attempts }: Cause, message: string): string =>
	`${JSON.stringify({ reason: reason.slice(0, MAX_REASON), queue, attempts })}\n${message}`;

/** The cause and the message; null for what the platform put into the dead-letter queue by itself. */
export function parseLetterText(body: unknown): { readonly cause: Cause; readonly message: string } | null {
	if (typeof body !== "string") return null;
	const end = body.indexOf("\n");
	try {
		const result = cause.safeParse(JSON.parse(body.slice(0, end)));
		return result.success ? { cause: result.data, message: body.slice(end + 1) } : null;
	} catch {
		return null;
	}
}
