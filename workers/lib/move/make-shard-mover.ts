import { makeArchiveReader } from "../archive/archive-reader.ts";
import type { ArchiveReading } from "../archive/archive-store.ts";
import type { D1Access } from "../d1/make-d1-access.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import type { EventDatabase } from "../events/insert-events.ts";
import type { PartitionWidth } from "../partitions/partition-width.ts";
import { toTenantTriggers, toTriggerName } from "../tenant-tables/tenant-triggers.ts";
import { clearPlace } from "./clear-place.ts";
import type { ShardMover } from "./move-data.ts";
import type { MovePlan } from "./move-plan.ts";
import { toCountRows } from "./move-sql.ts";
import { makePlaceAccess, readPlace, requirePlace } from "./place-access.ts";
import { ADOPT, BEGIN, CLEAR_CHANGES, CLEAR_OLD_CHANGES, CLOSE, END, LIST_TRIGGERS, OPEN, READ_OPEN, REOPEN, SETTLE } from "./place-sql.ts";
import { readPlaced } from "./read-placed.ts";
import { readChanges, readPage } from "./read-source.ts";
import { listArchives } from "./shard-archives.ts";
import { sumKeys, sumPage } from "./sum-rows.ts";
import { listTables, type Shard } from "./tenant-rows.ts";
import { writeTables } from "./write-target.ts";

export interface ShardMoverOptions {
	/** Throws for a shard that this Worker doesn't bind. */
	readonly find: (plan: MovePlan, shard: string) => EventDatabase;
	readonly access: D1Access;
	readonly width: PartitionWidth;
	readonly archive: ArchiveReading;
}

/** What a move does on the shards that a Worker binds. */
export function makeShardMover({ find, access, width, archive }: ShardMoverOptions): ShardMover {
	const at = (plan: MovePlan, shard: string): Shard => ({ access, database: find(plan, shard) });
	const runOn = (plan: MovePlan, shard: string, statements: readonly Statement[]) =>
		access.run<{ readonly epoch: number }>(find(plan, shard), statements, "idempotent");
	const own = ({ tenant, id }: MovePlan, sql: string, ...more: readonly (string | number)[]) => toStatement(sql, tenant, id, ...more);

	return {
		async begin(plan, shard, state) {
			const tables = await renewTriggers(at(plan, shard));
			await runOn(plan, shard, [own(plan, CLEAR_OLD_CHANGES), own(plan, BEGIN, state)]);
			await requirePlace(access, find(plan, shard), plan, [state]);
			const [[open] = []] = await runOn(plan, shard, [toStatement(READ_OPEN, plan.tenant)]);
			if (open?.epoch !== (state === "leaving" ? plan.epoch : undefined))
				throw new Error(`${plan.tenant} is ${open ? `open at epoch ${open.epoch}` : "not open"} on ${shard}, which is ${state}`);
			const counts = await access.run<{ readonly rows: number }>(
				find(plan, shard),
				tables.map((table) => toStatement(toCountRows(table), plan.tenant)),
				"idempotent",
			);
			return counts.reduce((total, [count]) => total + (count?.rows ?? 0), 0);
		},
		readPage: (plan, shard, cursor) => readPage(at(plan, shard), plan, shard, cursor),
		readChanges: (plan, shard, after) => readChanges(at(plan, shard), plan, shard, after),
		async readToken(plan, shard) {
			const place = await readPlace(access, find(plan, shard), plan);
			return place?.state === "coming" || place?.state === "settling" ? place.token : null;
		},
		async write(plan, shard, token, tables) {
			const reading = at(plan, shard);
			const place = makePlaceAccess(access, plan, { state: "coming", token });
			await writeTables(
				{ ...reading, access: place.access, width, archive: makeArchiveReader(archive), shard, tenant: plan.tenant, reading },
				tables,
			);
			return place.token();
		},
		sumPage: (plan, shard, cursor, upTo) => sumPage(at(plan, shard), plan, shard, cursor, upTo),
		sumKeys: (plan, shard, keys) => sumKeys(at(plan, shard), plan, keys),
		readRows: (plan, shard, tables) => readPlaced(at(plan, shard), plan, tables),
		listArchives: (plan, shard) => listArchives(at(plan, shard), archive, plan.tenant),
		async adopt(plan, shard, layers) {
			const place = await requirePlace(access, find(plan, shard), plan, ["coming"]);
			const rows = layers.map(({ endsAt, manifest, startsAt, listed }) => [endsAt, manifest, startsAt, listed ? 1 : 0]);
			const statement = toStatement(ADOPT, plan.tenant, JSON.stringify(rows));
			await makePlaceAccess(access, plan, place).access.run(find(plan, shard), [statement], "once");
		},
		async close(plan, shard) {
			const [, open] = await runOn(plan, shard, [own(plan, CLOSE), toStatement(READ_OPEN, plan.tenant)]);
			const [{ missing }] = await Promise.all([
				findMissingTriggers(at(plan, shard)),
				requirePlace(access, find(plan, shard), plan, ["leaving"]),
			]);
			if (open?.length !== 0) throw new Error(`${plan.tenant} is still open on ${shard}`);
			if (missing[0] !== undefined) throw new Error(`${shard} has not written down every change: ${toTriggerName(missing[0])} was missing`);
		},
		async reopen(plan, shard) {
			await runOn(plan, shard, [own(plan, REOPEN, plan.epoch), own(plan, END), own(plan, CLEAR_CHANGES)]);
		},
		async settle(plan, shard) {
			const opens = plan.target.shards.includes(shard);
			const open = opens ? [own(plan, OPEN, plan.epoch + 1)] : [];
			const results = await runOn(plan, shard, [...open, own(plan, SETTLE), toStatement(READ_OPEN, plan.tenant)]);
			const [row] = results.at(-1) ?? [];
			if (opens && row?.epoch !== plan.epoch + 1) throw new Error(`${plan.tenant} isn't open on ${shard} after its move`);
		},
		clear: (plan, shard, token, cursor) => clearPlace(at(plan, shard), plan, shard, token, cursor),
		async end(plan, shard) {
			await runOn(plan, shard, [own(plan, END), own(plan, CLEAR_CHANGES)]);
		},
	};
}

/** Tables that an older version has made get today's triggers: without them a move would miss their changes. */
async function renewTriggers({ access, database }: Shard) {
	const { tables, missing } = await findMissingTriggers({ access, database });
	const renewed = missing.flatMap((sql) => [toStatement(`DROP TRIGGER IF EXISTS ${toTriggerName(sql)}`), toStatement(sql)]);
	if (renewed.length > 0) await access.run(database, renewed, "idempotent");
	return tables;
}

async function findMissingTriggers({ access, database }: Shard) {
	const tables = await listTables({ access, database });
	const names = JSON.stringify(tables.map(({ table }) => table));
	const [found = []] = await access.run<{ readonly sql: string }>(database, [toStatement(LIST_TRIGGERS, names)], "idempotent");
	const squeeze = (sql: string) => sql.replaceAll(/\s+/g, " ");
	const present = new Set(found.map(({ sql }) => squeeze(sql)));
	return { tables, missing: tables.flatMap(toTenantTriggers).filter((sql) => !present.has(squeeze(sql))) };
}
