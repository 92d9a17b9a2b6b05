import * as z from "zod";

/** Why a message is dead. */
export interface Cause {
	readonly reason: string;
	/** The queue it came from. */
	readonly queue: string;
	readonly attempts: number;
	/** What died: the message that brought it, in a pack with its place there. Letters from before 2026-11-21 don't have it. */
	readonly source?: Source | undefined;
}

interface Source {
	readonly id: string;
	/** When the message was queued, milliseconds since 1970. */
	readonly at: number;
}

/** A reason quotes errors of other systems; this keeps the letter within a message. */
const MAX_REASON = 500;

const causeSchema = z.strictObject({
	reason: z.string(),
	queue: z.string(),
	attempts: z.int(),
	source: z.strictObject({ id: z.string(), at: z.int() }).optional(),
});

/** A line of JSON, then the message as it was: escaped once more it could outgrow a message (128 KB, /queues/platform/limits/, 2026-09-17). */
export const toLetterText = (cause: Cause, message: string): string =>
	`${JSON.stringify({ ...cause, reason: cause.reason.slice(0, MAX_REASON) })}\n${message}`;

/** The cause and the message; null for what the platform put into the dead-letter queue by itself. */
export function parseLetterText(body: unknown): { readonly cause: Cause; readonly message: string } | null {
	if (typeof body !== "string") return null;
	const end = body.indexOf("\n");
	try {
		const result = causeSchema.safeParse(JSON.parse(body.slice(0, end)));
		return result.success ? { cause: result.data, message: body.slice(end + 1) } : null;
	} catch {
		return null;
	}
}
