import { toStatement } from "../d1/statement.ts";
import { ProblemError } from "../problem.ts";
import type { ShardSession } from "../shard-databases/shard-session.ts";
import type { TenantShards } from "../shard-databases/tenant-shards.ts";
import { toRecordShard } from "../tenant-tables/to-shard.ts";
import type { Conditions, RecordKey, StoredRecord } from "./record.ts";
import { DELETE_RECORD, FIND_RECORD, GET_RECORD, PUT_RECORD } from "./record-sql.ts";

const openFor = (shards: TenantShards, key: RecordKey): ShardSession => shards.open(toRecordShard(shards.ids, key));

const toJson = (tags: readonly string[] | null) => (tags === null ? null : JSON.stringify(tags));

const preconditionFailed = ({ ifMatch }: Conditions) =>
	new ProblemError("precondition-failed", `${ifMatch ? "if-match" : "if-none-match"}: the stored version is another one; read it again.`);

export async function readRecord(shards: TenantShards, key: RecordKey): Promise<StoredRecord | null> {
	const statement = toStatement(GET_RECORD, shards.tenant, key.collection, key.id);
	const [rows] = await openFor(shards, key).read<StoredRecord>([statement]);
	return rows?.[0] ?? null;
}

/** Writes the record whole, if the stored version meets the conditions; true where there was none before. */
export async function putRecord(shards: TenantShards, key: RecordKey, record: StoredRecord, conditions: Conditions): Promise<boolean> {
	const { etag, updatedAt, data } = record;
	const tags = [toJson(conditions.ifMatch), toJson(conditions.ifNoneMatch)];
	const statement = toStatement(PUT_RECORD, shards.tenant, key.collection, key.id, etag, updatedAt, data, ...tags);
	const [rows] = await openFor(shards, key).write<{ readonly version: number }>([statement]);
	const written = rows?.[0];
	if (!written) throw preconditionFailed(conditions);
	return written.version === 1;
}

/** False where there is no such record. */
export async function deleteRecord(shards: TenantShards, key: RecordKey, ifMatch: readonly string[] | null): Promise<boolean> {
	const path = [shards.tenant, key.collection, key.id] as const;
	const statements = [toStatement(FIND_RECORD, ...path), toStatement(DELETE_RECORD, ...path, toJson(ifMatch))];
	const [found, deleted] = await openFor(shards, key).write<unknown>(statements);
	if (deleted?.length) return true;
	if (found?.length || ifMatch) throw preconditionFailed({ ifMatch, ifNoneMatch: null });
	return false;
}
