import * as z from "zod";
import type { EventRow } from "../rpc.ts";
import { EVENT_ID } from "./cloud-event.ts";

/** An event on its way through the queue: a row and where it goes. */
export interface EventMessage extends EventRow {
	readonly shard: string;
	readonly partition: string;
	/** Says which `app` binds the shard. */
	readonly location: string;
	/** Of the directory's copy that named the shard. */
	readonly epoch?: number | undefined;
}

const head = z.strictObject({
	tenant: z.string().min(1),
	id: z.string().regex(EVENT_ID),
	type: z.string().min(1),
	time: z.int(),
	shard: z.string().min(1),
	partition: z.string().min(1),
	location: z.string().min(1),
	epoch: z.int().optional(),
});

/**
 * A line of JSON, then the event as it is: inside JSON its quotes would be escaped, and an event of 100,000 bytes could
 * outgrow a message (128 KB, /queues/platform/limits/, 2026-09-17) and be billed double.
 */
export function toMessageText({ tenant, id, type, time, shard, partition, location, epoch, event }: EventMessage): string {
	return `${JSON.stringify({ tenant, id, type, time, shard, partition, location, epoch })}\n${event}`;
}

/** The event of a message that carries one alone; null for any other body. */
export function parseMessageText(body: unknown): EventMessage | null {
	const parts = splitHead(body);
	return parts && parseParts(parts);
}

/** {@link parseMessageText} of a body that is cut already. */
export function parseParts(parts: MessageParts): EventMessage | null {
	const result = head.safeParse(parts.head);
	return result.success ? { ...result.data, event: parts.rest } : null;
}

/** The JSON of a body's first line and what follows. */
export interface MessageParts {
	readonly head: unknown;
	readonly rest: string;
}

/** Null for a body without such a line. */
export function splitHead(body: unknown): MessageParts | null {
	if (typeof body !== "string") return null;
	const end = body.indexOf("\n");
	if (end === -1) return null;
	try {
		return { head: JSON.parse(body.slice(0, end)), rest: body.slice(end + 1) };
	} catch {
		return null;
	}
}
