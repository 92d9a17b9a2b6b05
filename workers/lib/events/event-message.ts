import * as z from "zod";
import type { EventRow } from "../rpc.ts";
import { EVENT_ID } from "./cloud-event.ts";

/** A message of the events queue: a row and where it goes. */
export interface EventMessage extends EventRow {
	readonly shard: string;
	readonly partition: string;
	/** Says which `app` binds the shard. */
	readonly location: string;
}

const head = z.strictObject({
	tenant: z.string().min(1),
	id: z.string().regex(EVENT_ID),
	type: z.string().min(1),
	time: z.int(),
	shard: z.string().min(1),
	partition: z.string().min(1),
	location: z.string().min(1),
});

/**
 * A line of JSON, then the event as it is: inside JSON its quotes would be escaped, and an event of 100,000 bytes could
 * outgrow a message (128 KB, /queues/platform/limits/, 2026-09-17) and be billed double.
 */
export function toMessageText({ tenant, id, type, time, shard, partition, location, event }: EventMessage): string {
	return `${JSON.stringify({ tenant, id, type, time, shard, partition, location })}\n${event}`;
}

/** The message in a queue body; null for one that we didn't write. */
export function parseMessageText(body: unknown): EventMessage | null {
	if (typeof body !== "string") return null;
	const end = body.indexOf("\n");
	const result = end === -1 ? null : head.safeParse(parseJson(body.slice(0, end)));
	return result?.success ? { ...result.data, event: body.slice(end + 1) } : null;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
