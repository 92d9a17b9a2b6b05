import { toD1Fault } from "../d1/fault.ts";
import type { D1Access } from "../d1/make-d1-access.ts";
import { toStatement } from "../d1/statement.ts";
import { toReadRegister } from "../partitions/make-partitions.ts";
import { MAX_WIDTH, type Partition } from "../partitions/partition.ts";
import { toLayerDdl, toPartitionDdl } from "../partitions/partition-ddl.ts";
import type { PartitionWidth } from "../partitions/partition-width.ts";
import { planPartition } from "../partitions/plan-partition.ts";
import { type Layer, parseRegister, type RegisteredPartition, type RegisterRow, toTable } from "../partitions/register.ts";
import type { EventRow } from "../rpc.ts";
import { toFindHeld } from "./event-sql.ts";
import { type EventDatabase, insertEvents, type RefusedRow } from "./insert-events.ts";

/** Finds which rows an archived layer holds already. */
export interface EventArchive {
	findHeld<R extends EventRow>(manifest: string, rows: readonly R[]): Promise<ReadonlySet<R>>;
}

/** A shard, and by what rules its partitions are made. */
export interface PlaceTarget {
	readonly access: D1Access;
	readonly database: EventDatabase;
	readonly width: PartitionWidth;
	readonly archive: EventArchive | null;
	readonly shard: string;
}

/** The register may change between reading and writing: made by another, closed, dropped. More often in a row means a fault. */
const ATTEMPTS = 3;

export const isUnplaced = (error: unknown): boolean => ["no-table", "changed"].includes(toD1Fault(error));

/** Stores rows where the shard's register says, and makes what is missing: a partition, or a late layer where the partition is closed. */
export async function placeEvents<R extends EventRow>(target: PlaceTarget, hint: Partition, rows: readonly R[]): Promise<RefusedRow<R>[]> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await placeByRegister(target, hint, rows);
		} catch (error) {
			if (attempt === ATTEMPTS || !isUnplaced(error)) throw error;
		}
	}
}

async function placeByRegister<R extends EventRow>(target: PlaceTarget, hint: Partition, rows: readonly R[]): Promise<RefusedRow<R>[]> {
	const statement = toReadRegister(hint.startsAt - MAX_WIDTH, hint.endsAt + MAX_WIDTH);
	const [found = []] = await target.access.run<RegisterRow>(target.database, [statement], "idempotent");
	const registered = parseRegister(found);
	const isInside = ({ time }: R) => time >= hint.startsAt && time < hint.endsAt;
	const refused = rows
		.filter((row) => !isInside(row))
		.map((row) => ({ row, reason: `CHECK constraint failed: time lies outside ${hint.name}` }));
	const byPartition = Map.groupBy(rows.filter(isInside), ({ time }) => planPartition(time, target.width, registered).name);
	for (const own of byPartition.values()) {
		const [first] = own;
		if (first) refused.push(...(await place(target, planPartition(first.time, target.width, registered), own)));
	}
	return refused;
}

async function place<R extends EventRow>(
	target: PlaceTarget,
	partition: Partition | RegisteredPartition,
	rows: readonly R[],
): Promise<RefusedRow<R>[]> {
	if (!("layers" in partition)) {
		await target.access.run(target.database, toPartitionDdl(partition), "once");
		return insertEvents({ ...target, table: partition.name }, rows);
	}
	const last = partition.layers.at(-1);
	const layer = last?.state === "open" ? last.layer : (last?.layer ?? -1) + 1;
	let missing = rows;
	for (const earlier of partition.layers.filter((one) => one.layer < layer)) {
		const held = await findHeld(target, partition, earlier, missing);
		missing = missing.filter((row) => !held.has(row));
	}
	if (missing.length === 0) return [];
	if (last?.state !== "open") await target.access.run(target.database, toLayerDdl(partition, layer), "once");
	return insertEvents({ ...target, table: toTable(partition.name, layer) }, missing);
}

/** A closed layer never changes, so what it holds stays true after the question. */
async function findHeld<R extends EventRow>(
	{ access, database, archive, shard }: PlaceTarget,
	partition: Partition,
	{ layer, state, events, manifest }: Layer,
	rows: readonly R[],
): Promise<ReadonlySet<R>> {
	if (state === "archived") {
		if (events === 0 || manifest === null) return new Set();
		if (!archive) throw new Error(`${partition.name} of ${shard} is archived, and no archive is bound`);
		return archive.findHeld(manifest, rows);
	}
	const keys = JSON.stringify(rows.map(({ tenant, id }) => ({ tenant, id })));
	const statement = toStatement(toFindHeld(toTable(partition.name, layer)), keys);
	const [found = []] = await access.run<{ readonly place: number }>(database, [statement], "idempotent");
	const places = new Set(found.map(({ place }) => place));
	return new Set(rows.filter((_, index) => places.has(index)));
}
