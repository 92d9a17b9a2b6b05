import * as z from "zod";
import { splitHead } from "../events/event-message.ts";
import type { LaneRef } from "./lane-object.ts";

const bell = z.strictObject({
	bell: z.literal(1),
	tenant: z.string().min(1),
	location: z.string().min(1),
	key: z.string().min(1),
});

/** What says on a queue that a lane has messages: it bears none of them, so that the queue's order doesn't matter. */
export const toBellText = ({ tenant, location, key }: LaneRef): string => `${JSON.stringify({ bell: 1, tenant, location, key })}\n`;

/** Null for any other body: nearly all are packs, whose heads are long and are read elsewhere. */
export function parseBell(body: unknown): LaneRef | null {
	if (typeof body !== "string" || body.indexOf("\n") !== body.length - 1) return null;
	const { data } = bell.safeParse(splitHead(body)?.head);
	return data ? { tenant: data.tenant, location: data.location, key: data.key } : null;
}
