import { WorkerEntrypoint } from "cloudflare:workers";
import { makeArchiveReader } from "../lib/archive/archive-reader.ts";
import { mapBounded } from "../lib/concurrency/map-bounded.ts";
import { writeEvents } from "../lib/events/write-events.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { makeMissingPartitions } from "../lib/partitions/make-partitions.ts";
import type { EventWriter } from "../lib/rpc/event-writer.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { EventGroup, ShardReport, TenantData } from "../lib/rpc.ts";
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
}
