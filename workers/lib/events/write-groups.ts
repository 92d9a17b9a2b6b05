import { chunkByBytes } from "../chunk-by-bytes/chunk-by-bytes.ts";
import { type D1Fault, toD1Fault, toMessage } from "../d1/fault.ts";
import { type D1Access, makeD1Access } from "../d1/make-d1-access.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import { parsePartition } from "../partitions/partition.ts";
import type { EventGroup, EventOutcome } from "../rpc.ts";
import { FIND_ADOPTED } from "./event-sql.ts";
import type { EventDatabase } from "./insert-events.ts";
import { MAX_PARAMETER_BYTES, toInsertStatements } from "./insert-statement.ts";
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
	const calls = database && others.length > 0 ? toCalls(groups, now()) : null;
	const isStored = database && calls && (await runCalls(access, database, calls));
	return isStored ? groups.map(() => STORED) : writeEach({ ...shards, access }, groups);
}

/** False where something stands in the way. */
async function runCalls(access: D1Access, database: EventDatabase, calls: readonly (readonly Statement[])[]): Promise<boolean> {
	try {
		for (const statements of calls) {
			const results = await access.run(database, statements, "idempotent");
			// Only the question for adopted layers answers rows: then no insert of this transaction stores anything.
			if (results.some((rows) => rows.length > 0)) return false;
		}
		return true;
	} catch (error) {
		if (WHOLE.has(toD1Fault(error))) throw error;
		return false;
	}
}

/**
 * The statements of each transaction: one, as long as all fit a parameter, since no page says what more a call may carry. Null where
 * there is no such partition.
 */
function toCalls(groups: readonly EventGroup[], now: number): Statement[][] | null {
	const rows = groups.values().flatMap((group) => group.rows);
	const spans = toOldSpans(rows, now);
	const parts: { readonly statements: readonly Statement[]; readonly bytes: number }[] = [];
	for (const { partition, rows, epoch } of groups) {
		const name = parsePartition(partition)?.name;
		if (name === undefined) return null;
		const fence = epoch === undefined ? [] : [toFenceCheck(rows, epoch)];
		for (const { statement, bytes } of toInsertStatements(name, rows, spans)) parts.push({ statements: [...fence, statement], bytes });
	}
	const asked = spans === NO_SPANS ? [] : [toStatement(FIND_ADOPTED, spans)];
	const limits = { maxItems: Number.POSITIVE_INFINITY, maxBytes: MAX_PARAMETER_BYTES, toBytes: ({ bytes }: { bytes: number }) => bytes };
	return chunkByBytes(parts, limits).map((some) => [...asked, ...some.flatMap(({ statements }) => statements)]);
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
