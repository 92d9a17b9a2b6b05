import * as z from "zod";
import { chunkByBytes, toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import { MESSAGE_OVERHEAD } from "../queue-batch/chunk-messages.ts";
import { EVENT_ID } from "./cloud-event.ts";
import { type EventMessage, parseParts, splitHead, toMessageText } from "./event-message.ts";

/** Queues bills each 64 KB, or part of it, that is written, read or deleted (/queues/platform/limits/, 2026-09-17); 1 KB is 1,000 bytes. */
const BILLED_UNIT = 64_000;

/** The head of a pack: what its events have in common, and where each stands in the text behind it. */
const packHead = z.strictObject({
	pack: z.literal(1),
	tenant: z.string().min(1),
	location: z.string().min(1),
	epoch: z.int().optional(),
	/** Shard and partition. */
	tables: z.array(z.tuple([z.string().min(1), z.string().min(1)])),
	/** Checked by hand: there are hundreds in a message, and Workers let zod compile nothing. */
	events: z.custom<readonly Entry[]>((value) => Array.isArray(value) && value.every(isEntry)),
});

/** Id, type, time, index in `tables`, length of the event in UTF-16 units. */
type Entry = readonly [id: string, type: string, time: number, table: number, length: number];

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

function isEntry(value: unknown): value is Entry {
	if (!Array.isArray(value) || value.length !== 5) return false;
	const [id, type, time, table, length]: readonly unknown[] = value;
	if (typeof id !== "string" || !EVENT_ID.test(id) || typeof type !== "string" || type === "") return false;
	return Number.isSafeInteger(time) && isCount(table) && isCount(length);
}

type PackHead = z.infer<typeof packHead>;

/** What goes into one message, and its text. */
export interface EventPack {
	readonly events: readonly EventMessage[];
	readonly text: string;
}

/**
 * Packs the events of one tenant, in order, into messages of one billed unit each; an event that outgrows it goes alone.
 * A pack of one is a single event's message, so that the oldest form stays the one of every replay.
 */
export function packEvents(events: readonly EventMessage[]): EventPack[] {
	const [first] = events;
	if (!first) return [];
	const whole = toHead(events);
	const room = BILLED_UNIT - MESSAGE_OVERHEAD - toByteLength(JSON.stringify({ ...whole, events: [] }));
	const toBytes = (event: EventMessage) => toByteLength(JSON.stringify([event.id, event.type])) + ENTRY_NUMBERS + toByteLength(event.event);
	return chunkByBytes(events, { maxItems: Number.POSITIVE_INFINITY, maxBytes: room, toBytes }).map((members) => ({
		events: members,
		text: toPackText(members),
	}));
}

/** Room for time, table and length, of 16, 4 and 6 digits, and their commas. */
const ENTRY_NUMBERS = 30;

function toPackText(events: readonly EventMessage[]): string {
	const [first, ...others] = events;
	if (first && others.length === 0) return toMessageText(first);
	return `${JSON.stringify(toHead(events))}\n${events.map(({ event }) => event).join("")}`;
}

function toHead(events: readonly EventMessage[]): PackHead {
	const tables = new Map<string, readonly [index: number, table: [string, string]]>();
	const rows = events.map(({ id, type, time, shard, partition, event }): Entry => {
		const key = `${shard} ${partition}`;
		const [index] = tables.get(key) ?? [tables.size];
		if (index === tables.size) tables.set(key, [index, [shard, partition]]);
		return [id, type, time, index, event.length];
	});
	const { tenant = "", location = "", epoch } = events[0] ?? {};
	return { pack: 1, tenant, location, epoch, tables: [...tables.values()].map(([, table]) => table), events: rows };
}

/** The events in a queue body, a single one's or a pack's; null for a body that we didn't write. */
export function parseEventPack(body: unknown): readonly EventMessage[] | null {
	const parts = splitHead(body);
	if (!parts) return null;
	if (!isPackHead(parts.head)) {
		const single = parseParts(parts);
		return single && [single];
	}
	const result = packHead.safeParse(parts.head);
	return result.success ? cutEvents(result.data, parts.rest) : null;
}

const isPackHead = (head: unknown) => typeof head === "object" && head !== null && "pack" in head;

function cutEvents({ tenant, location, epoch, tables, events }: PackHead, text: string): EventMessage[] | null {
	let start = 0;
	const messages = events.flatMap(([id, type, time, index, length]) => {
		const [shard, partition] = tables[index] ?? [];
		if (shard === undefined || partition === undefined) return [];
		start += length;
		return [{ tenant, id, type, time, shard, partition, location, epoch, event: text.slice(start - length, start) }];
	});
	return start === text.length && messages.length === events.length ? messages : null;
}
