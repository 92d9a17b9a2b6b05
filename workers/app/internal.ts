import { WorkerEntrypoint } from "cloudflare:workers";
import type { LayerRef, RowKey } from "../lib/archive/archive-manifest.ts";
import { makeArchiveReader } from "../lib/archive/archive-reader.ts";
import { closeLayer, dropLayer, readLayer } from "../lib/archive/archive-source.ts";
import { findArchivable } from "../lib/archive/find-archivable.ts";
import { mapBounded } from "../lib/concurrency/map-bounded.ts";
import { makeD1Access } from "../lib/d1/make-d1-access.ts";
import { writeGroups } from "../lib/events/write-groups.ts";
import { logError, logWarning } from "../lib/log-error.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { makeMissingPartitions } from "../lib/partitions/make-partitions.ts";
import type { EventWriter } from "../lib/rpc/event-writer.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { ArchiveBounds, ArchivedLayer, CachePurge, EventGroup, EventOutcome, EventRow, ShardReport, TenantData } from "../lib/rpc.ts";
import { findDatabase, listDatabases } from "../lib/shard-databases/find-database.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { isJurisdiction } from "../lib/shards.ts";
import { isPast, purgePastEvents } from "./events/purge-past-events.ts";
import { inspectShards } from "./inspect-shards.ts";
import { type Env, manifest } from "./manifest.ts";
import { purgeCaches } from "./purge-caches.ts";

/** What our other Workers ask of the tenants' databases. */
export class Internal extends WorkerEntrypoint<Env> implements Remote<EventWriter & TenantData> {
	writeEvents(call: RpcCall, groups: readonly EventGroup[]) {
		const meter = makeMeter();
		const env = meter.env(this.env, manifest.bindings);
		const shards = {
			find: (shard: string, location: string) => findDatabase(env, shard, location),
			readHome: (tenant: string) => readHome(env.DIRECTORY, tenant),
			width: env.SETTINGS.partitionWidth,
			archive: makeArchiveReader(env.ARCHIVE),
			access: makeD1Access({ report: (query) => logWarning("query", { ...call, shard: groups[0]?.shard, ...query }) }),
			onError: (what: string, error: unknown) => logError(what, error, { ...call }),
		};
		return answerRpc<readonly EventOutcome[]>(
			"writeEvents",
			call,
			async () => {
				const outcomes = await writeGroups(shards, groups);
				this.#purgeLate(call, groups);
				return outcomes;
			},
			meter,
		);
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

	makePartitions(call: RpcCall, at: number, ahead: number) {
		const width = this.env.SETTINGS.partitionWidth;
		return answerRpc("makePartitions", call, async () => {
			const touched = await mapBounded(listDatabases(this.env), ({ database }) => makeMissingPartitions(database, { at, width, ahead }));
			return touched.filter(Boolean).length;
		});
	}

	inspectShards(call: RpcCall) {
		return answerRpc<readonly ShardReport[]>("inspectShards", call, () => inspectShards(this.env.DIRECTORY, listDatabases(this.env)));
	}

	purgeCaches(call: RpcCall, purge: CachePurge) {
		return answerRpc("purgeCaches", call, () => purgeCaches({ env: this.env, exports: this.ctx.exports, ...call }, purge));
	}

	findArchivable(call: RpcCall, bounds: ArchiveBounds) {
		return answerRpc<readonly LayerRef[]>("findArchivable", call, () => findArchivable(listDatabases(this.env), bounds));
	}

	closeLayer(call: RpcCall, ref: LayerRef) {
		return answerRpc("closeLayer", call, () => closeLayer(this.#find(ref), ref));
	}

	readLayer(call: RpcCall, ref: LayerRef, after: RowKey | null) {
		return answerRpc<readonly EventRow[]>("readLayer", call, () => readLayer(this.#find(ref), ref, after));
	}

	dropLayer(call: RpcCall, ref: LayerRef, archived: ArchivedLayer) {
		return answerRpc("dropLayer", call, () => dropLayer(this.#find(ref), this.env.ARCHIVE, ref, archived));
	}

	#find({ shard, location }: LayerRef) {
		const database = findDatabase(this.env, shard, location);
		if (!database) throw new Error(`shard ${shard} isn't bound here`);
		return database;
	}
}
