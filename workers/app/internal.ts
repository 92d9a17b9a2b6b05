import { WorkerEntrypoint } from "cloudflare:workers";
import type { LayerRef, RowKey } from "../lib/archive/archive-manifest.ts";
import { makeArchiveReader } from "../lib/archive/archive-reader.ts";
import { closeLayer, dropLayer, readLayer } from "../lib/archive/archive-source.ts";
import { findArchivable } from "../lib/archive/find-archivable.ts";
import type { LinePage } from "../lib/archive/make-part.ts";
import { guardD1 } from "../lib/d1/guard-d1.ts";
import { guardDirectory, toQueryLog } from "../lib/d1/guard-directory.ts";
import { makeD1Access } from "../lib/d1/make-d1-access.ts";
import { writeShards } from "../lib/events/write-shards.ts";
import type { ExportKind } from "../lib/export/export-manifest.ts";
import { logError } from "../lib/log-error.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import type { Place } from "../lib/move/move-plan.ts";
import { type Keeping, pruneHistory } from "../lib/restore/prune-history.ts";
import type { EventWriter } from "../lib/rpc/event-writer.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type {
	ArchiveBounds,
	ArchivedLayer,
	CachePurge,
	EventGroup,
	EventOutcome,
	EventRow,
	ShardPage,
	ShardReport,
	TenantData,
} from "../lib/rpc.ts";
import { findDatabase, listDatabases } from "../lib/shard-databases/find-database.ts";
import { guardDatabases } from "../lib/shard-databases/guard-databases.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { isJurisdiction } from "../lib/shards.ts";
import { deleteRows } from "../lib/tenant-deletion/delete-rows.ts";
import { isPast, purgePastEvents } from "./events/purge-past-events.ts";
import { importLines } from "./import-lines.ts";
import { inspectShards } from "./inspect-shards.ts";
import { makePartitionsOn } from "./make-partitions-on.ts";
import { type Env, manifest } from "./manifest.ts";
import { purgeCaches } from "./purge-caches.ts";
import { readTenantLines } from "./read-tenant-lines.ts";

/** What our other Workers ask of the tenants' databases. */
export class Internal extends WorkerEntrypoint<Env> implements Remote<EventWriter & TenantData> {
	writeEvents(call: RpcCall, groups: readonly EventGroup[]) {
		const meter = makeMeter();
		const env = guardDirectory(meter.env(this.env, manifest.bindings), { ...call });
		return answerRpc<readonly EventOutcome[]>(
			"writeEvents",
			call,
			async () => {
				const outcomes = await writeShards(this.#toShards(call, env), groups);
				this.#purgeLate(call, groups);
				return outcomes;
			},
			meter,
		);
	}

	importLines(call: RpcCall, kind: ExportKind, tenant: string, lines: readonly string[]) {
		const env = guardDirectory(this.env, { ...call, tenant });
		const writeEvents = async (groups: readonly EventGroup[]) => {
			const outcomes = await writeShards(this.#toShards(call, env), groups);
			this.#purgeLate(call, groups);
			return outcomes;
		};
		return answerRpc<void>("importLines", call, () => importLines(env, { kind, tenant, lines }, writeEvents));
	}

	/** An event that comes late, also to a partition that is closed or archived, is missing from the pages that a cache holds. */
	#purgeLate(call: RpcCall, groups: readonly EventGroup[]): void {
		const now = Date.now();
		const rows = groups.flatMap(({ location, rows }) => (isJurisdiction(location) ? [] : rows));
		const tenants = [...new Set(rows.flatMap(({ tenant, time }) => (isPast(time, now) ? [tenant] : [])))];
		if (tenants.length === 0) return;
		const purge = purgePastEvents(this.env, this.ctx.exports, { tenants, ...call });
		this.ctx.waitUntil(purge.catch((error: unknown) => logError("purge past events", error, { ...call })));
	}

	makePartitions(call: RpcCall, at: number, ahead: number, after: string | null) {
		const options = { at, ahead, width: this.env.SETTINGS.partitionWidth };
		return answerRpc<ShardPage<string>>("makePartitions", call, () => makePartitionsOn(this.#databases(call), options, after));
	}

	readTenantLines(call: RpcCall, kind: ExportKind, tenant: string, after: string | null) {
		const env = guardDirectory(this.env, { ...call, tenant });
		return answerRpc<LinePage>("readTenantLines", call, () => readTenantLines(env, kind, tenant, after));
	}

	deleteRows(call: RpcCall, tenant: string, place: Place) {
		return answerRpc("deleteRows", call, () => {
			const access = makeD1Access({ report: toQueryLog({ ...call, shard: place.shard }) });
			const database = findDatabase(this.env, place.shard, place.location);
			if (!database) throw new Error(`shard ${place.shard} isn't bound here`);
			return deleteRows({ access, database }, tenant);
		});
	}

	inspectShards(call: RpcCall, after: string | null) {
		const { DIRECTORY } = guardDirectory(this.env, { ...call });
		return answerRpc<ShardPage<ShardReport>>("inspectShards", call, () => inspectShards(DIRECTORY, this.#databases(call), after));
	}

	pruneHistory(call: RpcCall, keeping: Keeping, after: string | null) {
		return answerRpc<ShardPage<number>>("pruneHistory", call, () => pruneHistory(this.#databases(call), keeping, after));
	}

	purgeCaches(call: RpcCall, purge: CachePurge) {
		return answerRpc("purgeCaches", call, () => purgeCaches({ env: this.env, exports: this.ctx.exports, ...call }, purge));
	}

	findArchivable(call: RpcCall, bounds: ArchiveBounds, after: string | null) {
		return answerRpc<ShardPage<LayerRef>>("findArchivable", call, () => findArchivable(this.#databases(call), bounds, after));
	}

	closeLayer(call: RpcCall, ref: LayerRef) {
		return answerRpc("closeLayer", call, () => closeLayer(this.#find(call, ref), ref));
	}

	readLayer(call: RpcCall, ref: LayerRef, after: RowKey | null) {
		return answerRpc<readonly EventRow[]>("readLayer", call, () => readLayer(this.#find(call, ref), ref, after));
	}

	dropLayer(call: RpcCall, ref: LayerRef, archived: ArchivedLayer) {
		return answerRpc("dropLayer", call, () => dropLayer(this.#find(call, ref), this.env.ARCHIVE, ref, archived));
	}

	#find(call: RpcCall, { shard, location }: LayerRef) {
		const database = findDatabase(this.env, shard, location);
		if (!database) throw new Error(`shard ${shard} isn't bound here`);
		return guardD1(database, { report: toQueryLog({ ...call, shard }) });
	}

	/** How a shard's events are written. */
	#toShards(call: RpcCall, env: Env) {
		const shards = {
			find: (shard: string, location: string) => findDatabase(env, shard, location),
			readHome: (tenant: string) => readHome(env.DIRECTORY, tenant),
			width: env.SETTINGS.partitionWidth,
			archive: makeArchiveReader(env.ARCHIVE),
			onError: (what: string, error: unknown) => logError(what, error, { ...call }),
		};
		return (shard: string) => ({ ...shards, access: makeD1Access({ report: toQueryLog({ ...call, shard }) }) });
	}

	#databases(call: RpcCall) {
		return guardDatabases(listDatabases(this.env), { ...call });
	}
}
