import { toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import { type D1Fault, toD1Fault, toMessage } from "../d1/fault.ts";
import { makeD1Access } from "../d1/make-d1-access.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import { parsePartition } from "../partitions/partition.ts";
import type { EventGroup, EventOutcome, EventRow } from "../rpc.ts";
import { type AdoptedTarget, leaveOutAdopted } from "./adopted-layers.ts";
import { toInsertEvents } from "./event-sql.ts";
import { MAX_PARAMETER_BYTES } from "./insert-events.ts";
import { type EventShards, toFenceCheck, writeEvents } from "./write-events.ts";

export interface GroupWriting extends EventShards {
	/** Told of a group that failed beside others that didn't. */
	readonly onError: (what: string, error: unknown) => void;
}

const STORED: EventOutcome = { refused: [], later: [] };

/** Faults that are the database's and not a table's or a row's: one table at a time, it would only be asked more often. */
const WHOLE: ReadonlySet<D1Fault> = new Set(["passing"]);

/**
 * Stores the groups of one shard, an outcome for each: all in one transaction, a statement a table. Where a row, a tenant or a table
 * stands in the way, each group goes by itself, so that none of them waits for another.
 *
 * @throws what D1 threw where the database itself fails.
 */
export async function writeGroups(shards: GroupWriting, groups: readonly EventGroup[]): Promise<EventOutcome[]> {
	const { access = makeD1Access(), archive = null, now = Date.now, find } = shards;
	const [first, ...others] = groups;
	if (first === undefined) return [];
	const database = find(first.shard, first.location);
	const whole = toStatements(groups);
	if (!database || others.length === 0 || !whole) return writeEach({ ...shards, access }, groups);
	const left = await leaveOut({ access, database, archive, now }, groups);
	const statements = left === null ? whole : (toStatements(left) ?? []);
	try {
		await access.run(database, statements, "idempotent");
		return groups.map(() => STORED);
	} catch (error) {
		if (WHOLE.has(toD1Fault(error))) throw error;
		return writeEach({ ...shards, access }, groups);
	}
}

/** The groups without what an archive of the tenants' former shards holds already; null where it holds none of it. */
async function leaveOut(target: AdoptedTarget, groups: readonly EventGroup[]): Promise<EventGroup[] | null> {
	const all = groups.flatMap(({ rows }) => rows);
	const kept = new Set(await leaveOutAdopted(target, all));
	if (kept.size === all.length) return null;
	return groups.map((group) => ({ ...group, rows: group.rows.filter((row) => kept.has(row)) }));
}

/** A statement for each group; null where there is no such partition, or they hold more than one parameter may: then they go one by one. */
function toStatements(groups: readonly EventGroup[]): readonly Statement[] | null {
	let bytes = 0;
	const statements: Statement[] = [];
	for (const { partition, rows, epoch } of groups) {
		if (epoch !== undefined) statements.push(toFenceCheck(rows, epoch));
		const name = parsePartition(partition)?.name;
		if (name === undefined) return null;
		const json = toJson(rows);
		// No character of a text has more than three bytes for a UTF-16 unit: most texts needn't be encoded to be weighed.
		bytes += json.length * 3 < MAX_PARAMETER_BYTES / groups.length ? json.length * 3 : toByteLength(json);
		if (bytes > MAX_PARAMETER_BYTES) return null;
		statements.push(toStatement(toInsertEvents(name), json));
	}
	return statements;
}

const toJson = (rows: readonly EventRow[]) =>
	JSON.stringify(rows.map(({ tenant, time, id, type, event }) => [tenant, time, id, type, event]));

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
