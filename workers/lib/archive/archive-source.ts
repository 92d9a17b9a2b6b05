import type { D1Database } from "@cloudflare/workers-types";
import { prepare, toStatement } from "../d1/statement.ts";
import { runAll } from "../partitions/make-partitions.ts";
import { parsePartition } from "../partitions/partition.ts";
import { toCloseDdl } from "../partitions/partition-ddl.ts";
import { toTable } from "../partitions/register.ts";
import type { ArchivedLayer, ClosedLayer, EventRow } from "../rpc.ts";
import { type LayerRef, parseManifest, type RowKey } from "./archive-manifest.ts";
import { FIND_STATE, SET_ARCHIVED, toCount, toReadRows } from "./archive-sql.ts";
import type { ArchiveStore } from "./archive-store.ts";

type Database = Pick<D1Database, "prepare" | "batch">;

/** Text in a page of rows; an RPC takes 32 MiB (/workers/runtime-apis/rpc/, 2026-09-17), and each side has it in memory. */
const PAGE_BYTES = 4_000_000;
const PAGE_ROWS = 5000;

/** Forbids any change to a layer and says how much it holds; null where it is archived already. */
export async function closeLayer(database: Database, ref: LayerRef): Promise<ClosedLayer | null> {
	const partition = toPartitionOf(ref);
	if ((await readState(database, ref)) === "archived") return null;
	await runAll(database, toCloseDdl(partition, ref.layer));
	return { events: await countRows(database, ref) };
}

/** Rows behind a key, in the order of (tenant, time, id), as many as a page holds; none at the end. */
export async function readLayer(database: Pick<D1Database, "prepare">, ref: LayerRef, after: RowKey | null): Promise<EventRow[]> {
	const { tenant, time, id } = after ?? { tenant: "", time: 0, id: "" };
	const statement = toStatement(toReadRows(toTable(toPartitionOf(ref).name, ref.layer)), tenant, time, id, PAGE_ROWS, PAGE_BYTES);
	return (await prepare(database, statement).all<EventRow>()).results;
}

/**
 * Drops a layer's table once the archive has what it holds; done before, it stays as it is.
 * @throws Error where the manifest, its object and the table don't agree, or another archive counts: then nothing is dropped.
 */
export async function dropLayer(
	database: Database,
	store: Pick<ArchiveStore, "get" | "head">,
	ref: LayerRef,
	archived: ArchivedLayer,
): Promise<void> {
	const { name } = toPartitionOf(ref);
	const found = await prepare(database, toStatement(FIND_STATE, name, ref.layer)).first<FoundLayer>();
	if (found?.state === "archived" && found.manifest === archived.manifest) return;
	if (found?.state !== "closed") throw new Error(`${name}, layer ${ref.layer} of ${ref.shard}, is ${found?.state ?? "open"}`);
	const events = await countRows(database, ref);
	await assertArchived(store, ref, archived, events);
	const register = toStatement(SET_ARCHIVED, events, archived.manifest, name, ref.layer);
	await runAll(database, [register, toStatement(`DROP TABLE ${toTable(name, ref.layer)}`)]);
}

interface FoundLayer {
	readonly state: string;
	readonly manifest: string | null;
}

/** Reads back what upkeep has verified: the Worker that drops believes no other. */
async function assertArchived(store: Pick<ArchiveStore, "get" | "head">, ref: LayerRef, { manifest: key }: ArchivedLayer, events: number) {
	if (key === null && events === 0) return;
	const stored = key === null ? null : await store.get(key);
	const manifest = stored && parseManifest(await stored.text());
	const object = manifest && (await store.head(manifest.object));
	const isSame = manifest?.shard === ref.shard && manifest.partition === ref.partition && manifest.layer === ref.layer;
	if (!isSame || manifest.events !== events || object?.size !== manifest.bytes)
		throw new Error(`the archive of ${ref.partition} of ${ref.shard} isn't what the table holds: ${events} events`);
}

async function readState(database: Pick<D1Database, "prepare">, { partition, layer }: LayerRef): Promise<string> {
	return (await prepare(database, toStatement(FIND_STATE, partition, layer)).first<string>("state")) ?? "open";
}

async function countRows(database: Pick<D1Database, "prepare">, ref: LayerRef): Promise<number> {
	const statement = toStatement(toCount(toTable(toPartitionOf(ref).name, ref.layer)));
	return (await prepare(database, statement).first<number>("events")) ?? 0;
}

/** A name that stands in SQL comes from `Partition` alone. */
function toPartitionOf({ partition }: LayerRef) {
	const parsed = parsePartition(partition);
	if (!parsed) throw new Error(`${partition} is no partition's name`);
	return parsed;
}
