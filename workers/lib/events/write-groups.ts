import { type D1Fault, toD1Fault, toMessage } from "../d1/fault.ts";
import { makeD1Access } from "../d1/make-d1-access.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import { parsePartition } from "../partitions/partition.ts";
import type { EventGroup, EventOutcome } from "../rpc.ts";
import { FIND_OVERLAP } from "./event-sql.ts";
import { MAX_PARAMETER_BYTES, toInsertStatement } from "./insert-statement.ts";
import { NO_SPANS, toOldSpans } from "./old-spans.ts";
import { type EventShards, toFenceCheck, writeEvents } from "./write-events.ts";

export interface GroupWriting extends EventShards {
	/** Told of a group that failed beside others that didn't. */
	readonly onError: (what: string, error: unknown) => void;
}

const STORED: EventOutcome = { refused: [], later: [] };

/** Faults that are the database's and not a table's or a row's: one table at a time, it would only be asked more often. */
const WHOLE: ReadonlySet<D1Fault> = new Set(["passing"]);

/**
 * Stores the groups of one shard, an outcome for each: all in one transaction, a statement a table. Where a row, a tenant, a table or an
 * adopted archive stands in the way, each group goes by itself, so that none of them waits for another.
 *
 * @throws what D1 threw where the database itself fails.
 */
export async function writeGroups(shards: GroupWriting, groups: readonly EventGroup[]): Promise<EventOutcome[]> {
	const { access = makeD1Access(), now = Date.now, find } = shards;
	const [first, ...others] = groups;
	if (first === undefined) return [];
	const database = find(first.shard, first.location);
	const statements = toStatements(groups, now());
	if (!database || others.length === 0 || !statements) return writeEach({ ...shards, access }, groups);
	try {
		const results = await access.run(database, statements, "idempotent");
		// Only the question for adopted layers answers rows: then nothing was stored.
		if (results.every((rows) => rows.length === 0)) return groups.map(() => STORED);
	} catch (error) {
		if (WHOLE.has(toD1Fault(error))) throw error;
	}
	return writeEach({ ...shards, access }, groups);
}

/** A statement for each group; null where there is no such partition, or they hold more than one parameter may: then they go one by one. */
function toStatements(groups: readonly EventGroup[], now: number): readonly Statement[] | null {
	const spans = toOldSpans(
		groups.values().flatMap(({ rows }) => rows),
		now,
	);
	const statements = spans === NO_SPANS ? [] : [toStatement(FIND_OVERLAP, spans)];
	let bytes = 0;
	for (const { partition, rows, epoch } of groups) {
		if (epoch !== undefined) statements.push(toFenceCheck(rows, epoch));
		const name = parsePartition(partition)?.name;
		if (name === undefined) return null;
		const insert = toInsertStatement(name, rows, spans);
		bytes += insert.bytes;
		if (bytes > MAX_PARAMETER_BYTES) return null;
		statements.push(insert.statement);
	}
	return statements;
}

/** What one group's failure leaves of the others is told apart, lest what is stored be given again until it is taken for lost. */
async function writeEach(shards: GroupWriting, groups: readonly EventGroup[]): Promise<EventOutcome[]> {
	const outcomes: EventOutcome[] = [];
	for (const group of groups) outcomes.push(await writeEvents(shards, group).catch((error: unknown) => toLater(shards, group, error)));
	return outcomes;
}

function toLater({ onError }: GroupWriting, { shard, partition, rows }: EventGroup, error: unknown): EventOutcome {
	onError(`write ${rows.length} events to ${shard} ${partition}`, error);
	const reason = toMessage(error);
	return { refused: [], later: rows.map((_, index) => ({ index, reason })) };
}
