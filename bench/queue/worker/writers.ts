import { mapBounded } from "../../../workers/lib/concurrency/map-bounded.ts";
import { prepare } from "../../../workers/lib/d1/statement.ts";
import type { EventMessage } from "../../../workers/lib/events/event-message.ts";
import { packEvents } from "../../../workers/lib/events/event-pack.ts";
import { toInsertStatements } from "../../../workers/lib/events/insert-statement.ts";
import { writeShards } from "../../../workers/lib/events/write-shards.ts";
import { splitBells } from "../../../workers/lib/ingest/answer-bells.ts";
import { groupEvents } from "../../../workers/lib/ingest/group-events.ts";
import { ingestBatch } from "../../../workers/lib/ingest/ingest-batch.ts";
import type { EventWriter } from "../../../workers/lib/rpc/event-writer.ts";

type Write = (findShard: (shard: string) => D1Database) => Promise<void>;

/** What a consumer does with a batch of at most a hundred bodies. */
interface Writer {
	/** A request's messages. */
	readonly toBodies: (events: readonly EventMessage[]) => readonly string[];
	/** Only what it returns is timed. */
	readonly toWrite: (bodies: readonly string[]) => Write;
	/** No queue brings what it writes. */
	readonly isFloor?: boolean;
}

/** A message an event, as JSON, is what both rivals read. */
const jsonBodies = (events: readonly EventMessage[]) => events.map((event) => JSON.stringify(event));

const parse = (body: string): EventMessage => JSON.parse(body);

/** Columns of a row; D1 takes 100 parameters a statement (/d1/platform/limits/, 2026-04-21). */
const COLUMNS = 5;
const ROWS_A_STATEMENT = Math.floor(100 / COLUMNS);

const toInsert = (partition: string, rows: number) =>
	`INSERT INTO ${partition} (tenant, time, id, type, event) VALUES ${Array(rows).fill("(?, ?, ?, ?, ?)").join(", ")} ON CONFLICT DO NOTHING`;

const toValues = ({ tenant, time, id, type, event }: EventMessage) => [tenant, time, id, type, event];

/** A statement a message, one after the other: the form of Cloudflare's own example (/queues/tutorials/, 2026-09-17). */
const rowByRow: Writer = {
	toBodies: jsonBodies,
	toWrite: (bodies) => async (findShard) => {
		for (const event of bodies.map(parse)) {
			await findShard(event.shard)
				.prepare(toInsert(event.partition, 1))
				.bind(...toValues(event))
				.run();
		}
	},
};

/** As many rows a statement as parameters allow, a shard's statements in one batch, the shards side by side. */
const grouped: Writer = {
	toBodies: jsonBodies,
	toWrite: (bodies) => async (findShard) => {
		const byShard = Map.groupBy(bodies.map(parse), ({ shard }) => shard);
		await mapBounded([...byShard], async ([shard, events]) => {
			const database = findShard(shard);
			const statements = [...Map.groupBy(events, ({ partition }) => partition)].flatMap(([partition, rows]) =>
				Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, index) => {
					const some = rows.slice(index * ROWS_A_STATEMENT, (index + 1) * ROWS_A_STATEMENT);
					return database.prepare(toInsert(partition, some.length)).bind(...some.flatMap(toValues));
				}),
			);
			await database.batch(statements);
		});
	},
};

const toMessage = (body: string, index: number) => ({
	id: String(index),
	timestamp: new Date(0),
	body,
	attempts: 1,
	ack: () => undefined,
	retry: () => undefined,
});

/** What `ingest` and `app` run, between them a call in place of RPC. */
const ours: Writer = {
	toBodies: (events) => packEvents(events).map(({ text }) => text),
	toWrite: (bodies) => async (findShard) => {
		const failed: unknown[] = [];
		const messages = bodies.map((body, index) => ({ ...toMessage(body, index), retry: () => void failed.push(index) }));
		const find = (shard: string) => findShard(shard);
		const onError = (_: string, error: unknown) => void failed.push(error);
		const app: EventWriter = { writeEvents: (groups) => writeShards(() => ({ find, readHome: async () => null, onError }), groups) };
		await ingestBatch({
			queue: "events-0",
			messages: splitBells(messages).events,
			findApp: () => app,
			dead: null,
			maxAttempts: 1,
			retryDelaySeconds: 1,
			random: Math.random,
			onError,
		});
		if (failed.length > 0) throw new Error(`not all was stored: ${failed[0]}`);
	},
};

/** What no writer can do without: the rows of ours in its transactions, the parameters made before. */
const storing: Writer = {
	isFloor: true,
	toBodies: ours.toBodies,
	toWrite: (bodies) => {
		const { groups } = groupEvents(bodies.map(toMessage));
		const byShard = [...Map.groupBy(groups, ({ group }) => group.shard)].map(([shard, own]) => ({
			shard,
			inserts: own.flatMap(({ group: { partition, rows } }) => toInsertStatements(partition, rows)),
		}));
		return async (findShard) => {
			await mapBounded(byShard, async ({ shard, inserts }) => {
				const database = findShard(shard);
				await database.batch(inserts.map(({ statement }) => prepare(database, statement)));
			});
		};
	},
};

export const WRITERS: Readonly<Record<"ours" | "storing" | "grouped" | "rowByRow", Writer>> = { ours, storing, grouped, rowByRow };

export type WriterName = keyof typeof WRITERS;
