import { mapBounded } from "../concurrency/map-bounded.ts";
import type { ObjectNamespace } from "../manifest.ts";
import { findLane, type OrderedLaneObject } from "../ordered-lane/lane-object.ts";
import type { PartitionWidth } from "../partitions/partition-width.ts";
import { ProblemError } from "../problem.ts";
import type { TenantContext } from "../tenant-context.ts";
import { packEvents } from "./event-pack.ts";
import type { AcceptedEvent } from "./parse-events.ts";
import { toEventMessage } from "./send-events.ts";

/** An accepted event that must not be stored before those of its key that came before it. */
export interface OrderedEvent extends AcceptedEvent {
	readonly partitionKey: string;
}

export const isOrdered = (event: AcceptedEvent): event is OrderedEvent => event.partitionKey !== null;

/** Puts a tenant's events into the lanes of their keys, in order; fails if any lane failed, and may then be repeated whole. */
export async function sendOrderedEvents(
	lanes: ObjectNamespace<OrderedLaneObject>,
	context: TenantContext,
	events: readonly OrderedEvent[],
	width: PartitionWidth,
): Promise<void> {
	const { tenant, location } = context;
	const byKey = Map.groupBy(events, ({ partitionKey }) => partitionKey);
	await mapBounded([...byKey], async ([key, own]) => {
		const packs = packEvents(own.map((event) => toEventMessage(context, event, width)));
		// The same request once more has the same packs, and a lane takes each once.
		const messages = await Promise.all(packs.map(async ({ text }) => ({ id: await toDigest(text), body: text })));
		const ref = { tenant, location, key };
		if ((await findLane(lanes, ref).put(ref, messages)) === "full")
			throw new ProblemError("try-again", `Too many events of partitionkey ${key} wait already; send all again, with the same ids.`, {
				"retry-after": "10",
			});
	});
}

async function toDigest(text: string): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
	return new Uint8Array(digest).toHex();
}
