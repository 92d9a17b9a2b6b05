import { toObjectKey } from "../../workers/lib/dead-letters/dead-letter.ts";
import { toKeyPrefix } from "../../workers/lib/dead-letters/letter-key.ts";
import type { EventMessage } from "../../workers/lib/events/event-message.ts";
import { toPartition } from "../../workers/lib/partitions/partition-width.ts";
import type { DataClient } from "./data-client.ts";

export const EVENTS_QUEUE = "stagecraft-dev-events-0";

interface Letter {
	/** Part of the letter's id. */
	readonly name: string;
	/** When its message was queued, milliseconds since 1970. */
	readonly at: number;
	readonly message: unknown;
}

/** Puts a letter of the events queue where `deadletters` keeps it; its id. */
export async function putLetter(client: DataClient, { name, at, message }: Letter): Promise<string> {
	const time = new Date(at).toISOString();
	const id = [EVENTS_QUEUE, toKeyPrefix(at), time.replaceAll(":", "-"), name].join("~");
	const bucket = await client.account.r2("stagecraft-dev-deadletters");
	await bucket.put(toObjectKey(id), JSON.stringify({ id, queue: EVENTS_QUEUE, reason: "was closed", attempts: 3, at: time, message }));
	return id;
}

/** What the queue brings of an event of now, for acme in the pool's first database. */
export function makeMessage(id: string, more: Partial<EventMessage> = {}): EventMessage {
	const time = more.time ?? Date.now();
	const event = JSON.stringify({ specversion: "1.0", id, source: "/s", type: "t", time: new Date(time).toISOString() });
	const partition = toPartition(time).name;
	return { tenant: "acme", id, type: "t", time, event, shard: "pool-weur-0", location: "weur", partition, ...more };
}
