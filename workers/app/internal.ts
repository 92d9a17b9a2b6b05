import { WorkerEntrypoint } from "cloudflare:workers";
import { makeArchiveReader } from "../lib/archive/archive-reader.ts";
import { mapBounded } from "../lib/concurrency/map-bounded.ts";
import { writeEvents } from "../lib/events/write-events.ts";
import { makeMissingPartitions } from "../lib/partitions/make-partitions.ts";
import type { EventGroup, EventOutcome, ShardReport, TenantData } from "../lib/rpc.ts";
import { findDatabase, listDatabases } from "../lib/shard-databases/find-database.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { inspectShards } from "./inspect-shards.ts";
import type { Env } from "./manifest.ts";

/** What our other Workers ask of the tenants' databases. */
export class Internal extends WorkerEntrypoint<Env> implements TenantData {
	writeEvents(group: EventGroup): Promise<EventOutcome> {
		const { env } = this;
		const find = (shard: string, location: string) => findDatabase(env, shard, location);
		const archive = makeArchiveReader(env.ARCHIVE);
		return writeEvents({ find, readHome: (tenant) => readHome(env.DIRECTORY, tenant), width: env.SETTINGS.partitionWidth, archive }, group);
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
