import { toElements, toKeyed, toList, toPlaceholders, toUpdates } from "../tenant-tables/column-sql.ts";
import type { TenantTable } from "../tenant-tables/tenant-tables.ts";

/** Statements over one of a tenant's tables: its name and columns come from `tenant-tables.ts` and never from a client. ?1 is the tenant. */

/** At most 2,000 rows behind the key ?2 and on, and no more once those before hold 1,500,000 bytes. */
export const toReadRows = (table: TenantTable) => {
	const { table: name, key, columns, bulk } = table;
	return `WITH page AS (
	SELECT ${toList(key)}, octet_length(${bulk}) AS bytes FROM ${name}
	WHERE tenant = ?1 AND (${toList(key)}) > (${toPlaceholders(table)}) ORDER BY ${toList(key)} LIMIT 2000
), sized AS (SELECT ${toList(key)}, sum(bytes) OVER (ORDER BY ${toList(key)}) - bytes AS bytesBefore FROM page)
SELECT ${toList(columns, "r.")} FROM sized AS s CROSS JOIN ${name} AS r ON r.tenant = ?1 AND ${key.map((column) => `r.${column} = s.${column}`).join(" AND ")}
WHERE s.bytesBefore < 1500000 ORDER BY ${toList(key, "r.")}`;
};

/** Rows of a page of weights. */
export const WEIGHTS_PAGE = 5_000;

/** Keys alone, a page of them, with what each row weighs in a checksum. */
export const toReadWeights = (table: TenantTable) => `SELECT ${toList(table.key)}, ${toWeight(table)} AS weight FROM ${table.table}
WHERE tenant = ?1 AND (${toList(table.key)}) > (${toPlaceholders(table)}) ORDER BY ${toList(table.key)} LIMIT ${WEIGHTS_PAGE}`;

/** Keys that changed behind the change of the last parameter and lie in the page of {@link toReadWeights}, which has no end where it isn't full. */
export const toReadChangedKeys = (table: TenantTable) => {
	const { table: name, key } = table;
	const changed = toElements(key.length, "c.key");
	const last = `SELECT ${toList(key)} FROM ${name} WHERE tenant = ?1 AND (${toList(key)}) > (${toPlaceholders(table)})
	ORDER BY ${toList(key)} LIMIT 1 OFFSET ${WEIGHTS_PAGE - 1}`;
	return `SELECT DISTINCT c.key FROM tenant_changes AS c
WHERE c.tenant = ?1 AND c.seq > ?${key.length + 2} AND c.name = '${name}' AND (${changed}) > (${toPlaceholders(table)})
AND coalesce((${changed}) <= (${last}), 1)`;
};

/** Of the keys in ?2, those that are there. */
export const toSumKeys = (table: TenantTable) =>
	`SELECT count(*) AS rows, coalesce(sum(${toWeight(table, "r.")}), 0) AS sum
FROM json_each(?2) AS k CROSS JOIN ${table.table} AS r ON r.tenant = ?1 AND ${toKeyed(table, "k.value")}`;

export const toCountRows = (table: TenantTable) => `SELECT count(*) AS rows FROM ${table.table} WHERE tenant = ?1`;

/** SQLite has no hash: of texts the length counts, and of those beside the key two characters (an entity tag is a hash itself); of numbers all. */
const toWeight = ({ key, columns, bulk, numbers }: TenantTable, prefix = ""): string =>
	columns
		.map((name, index) => {
			const column = prefix + name;
			const factor = 2 * index + 3;
			if (numbers.includes(name)) return `${factor} * (${column} % 1000003)`;
			const isPlain = name === bulk || key.includes(name);
			const text = isPlain ? "" : ` + 7 * coalesce(unicode(substr(${column}, 2, 1)), 0) + coalesce(unicode(substr(${column}, 3, 1)), 0)`;
			return `${factor} * (octet_length(${column})${text})`;
		})
		.join(" + ");

/** Of the keys in ?2, a JSON array of arrays, the rows that are there. */
export const toReadKeys = (table: TenantTable) =>
	`SELECT ${toList(table.columns, "r.")} FROM json_each(?2) AS k CROSS JOIN ${table.table} AS r ON r.tenant = ?1 AND ${toKeyed(table, "k.value")}`;

/** How long the rows of these keys are, in the order of the keys. */
export const toMeasureKeys = (table: TenantTable) =>
	`SELECT octet_length(r.${table.bulk}) AS bytes FROM json_each(?2) AS k LEFT JOIN ${table.table} AS r ON r.tenant = ?1 AND ${toKeyed(table, "k.value")} ORDER BY k.key`;

/** ?2: a JSON array of rows, each an array. */
export const toUpsertRows = (table: TenantTable) => {
	const [columns, key] = [toList(table.columns), toList(table.key)];
	return `INSERT INTO ${table.table} (tenant, ${columns}) SELECT ?1, ${toElements(table.columns.length)} FROM json_each(?2) WHERE true
ON CONFLICT (tenant, ${key}) DO UPDATE SET ${toUpdates(table)}`;
};

/** ?2: a JSON array of keys, each an array. */
export const toDeleteKeys = ({ table, key }: TenantTable) =>
	`DELETE FROM ${table} WHERE tenant = ?1 AND (${toList(key)}) IN (SELECT ${toElements(key.length)} FROM json_each(?2))`;
