import type { Account } from "../../../local/account.ts";
import type { Row } from "../../../workers/lib/tenant-tables/row.ts";
import { findTenantTable } from "../../../workers/lib/tenant-tables/tenant-tables.ts";

type Database = Awaited<ReturnType<Account["d1"]>>;
type Found = Readonly<Record<string, string | number | null>> & { readonly tenant: string };

/** Says for ever that a move has been here, so that what of it comes late finds that it is over. */
const KEPT = "tenant_places";

const LIST_TABLES =
	"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT GLOB '_cf_*' ORDER BY name";

async function listTenantTables(database: Database): Promise<string[]> {
	const names = (await database.prepare(LIST_TABLES).all<{ name: string }>()).results.map(({ name }) => name);
	const columns = await database.batch(
		names.map((name) => database.prepare(`SELECT 1 FROM pragma_table_info('${name}') WHERE name = 'tenant'`)),
	);
	return names.filter((_, index) => (columns[index]?.results.length ?? 0) > 0);
}

/**
 * The rows of these tenants on a shard, in whatever table has any, but for those that belong there: by table and key.
 *
 * @param homes the shards of each tenant
 */
export async function findMisplaced(database: Database, shard: string, homes: ReadonlyMap<string, readonly string[]>): Promise<string[]> {
	const tables = await listTenantTables(database);
	const tenants = JSON.stringify([...homes.keys()]);
	const select = (table: string) =>
		database.prepare(`SELECT * FROM ${table} WHERE tenant IN (SELECT value FROM json_each(?))`).bind(tenants);
	const found = await database.batch<Found>(tables.map(select));
	return tables.flatMap((name, index) =>
		(found[index]?.results ?? []).flatMap((row) =>
			belongs(name, row, shard, homes.get(row.tenant) ?? []) ? [] : [toText(shard, name, row)],
		),
	);
}

const toKey = (name: string, row: Found): Row => (findTenantTable(name)?.key ?? []).map((column) => row[column] ?? null);

function belongs(name: string, row: Found, shard: string, home: readonly string[]): boolean {
	if (name === KEPT && row["state"] === "over") return true;
	const table = findTenantTable(name);
	return home.includes(shard) && (!table || table.toShard(home, toKey(name, row)) === shard);
}

const toText = (shard: string, name: string, row: Found) => `${shard} ${name} ${row.tenant} ${JSON.stringify(toKey(name, row))}`;
