import { WorkerEntrypoint } from "cloudflare:workers";
import type { LayerRef, RowKey } from "../lib/archive/archive-manifest.ts";
import { makeArchiveReader } from "../lib/archive/archive-reader.ts";
import { closeLayer, dropLayer, readLayer } from "../lib/archive/archive-source.ts";
import { findArchivable } from "../lib/archive/find-archivable.ts";
import { mapBounded } from "../lib/concurrency/map-bounded.ts";
import { writeEvents } from "../lib/events/write-events.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { makeMissingPartitions } from "../lib/partitions/make-partitions.ts";
import type { EventWriter } from "../lib/rpc/event-writer.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { ArchiveBounds, ArchivedLayer, ClosedLayer, EventGroup, EventRow, ShardReport, TenantData } from "../lib/rpc.ts";
import { findDatabase, listDatabases } from "../lib/shard-databases/find-database.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { inspectShards } from "./inspect-shards.ts";
import { type Env, manifest } from "./manifest.ts";

/** What our other Workers ask of the tenants' databases. */
export class Internal extends WorkerEntrypoint<Env> implements Remote<EventWriter>, TenantData {
	writeEvents(call: RpcCall, group: EventGroup) {
		const meter = makeMeter();
		const env = meter.env(this.env, manifest.bindings);
		const shards = {
			find: (shard: string, location: string) => findDatabase(env, shard, location),
			readHome: (tenant: string) => readHome(env.DIRECTORY, tenant),
			width: env.SETTINGS.partitionWidth,
			archive: makeArchiveReader(env.ARCHIVE),
		};
		return answerRpc("writeEvents", call, () => writeEvents(shards, group), meter);
	}

	async makePartitions(at: number, ahead: number): Promise<number> {
		const width = this.env.SETTINGS.partitionWidth;
		const touched = await mapBounded(listDatabases(this.env), ({ database }) => makeMissingPartitions(database, { at, width, ahead }));
		return touched.filter(Boolean).length;
	}

	inspectShards(): Promise<readonly ShardReport[]> {
		return inspectShards(this.env.DIRECTORY, listDatabases(this.env));
	}

	async findArchivable(bounds: ArchiveBounds): Promise<readonly LayerRef[]> {
		return findArchivable(listDatabases(this.env), bounds);
	}

	closeLayer(ref: LayerRef): Promise<ClosedLayer | null> {
		return closeLayer(this.#find(ref), ref);
	}

	readLayer(ref: LayerRef, after: RowKey | null): Promise<readonly EventRow[]> {
		return readLayer(this.#find(ref), ref, after);
	}

	dropLayer(ref: LayerRef, archived: ArchivedLayer): Promise<void> {
		return dropLayer(this.#find(ref), this.env.ARCHIVE, ref, archived);
	}

	#find({ shard, location }: LayerRef) {
		const database = findDatabase(this.env, shard, location);
		if (!database) throw new Error(`shard ${shard} isn't bound here`);
		return database;
	}
}
