import type { TenantTable } from "./tenant-tables.ts";

/** Parts of statements over a tenant's table. */

export const toList = (columns: readonly string[], prefix = "") => columns.map((column) => prefix + column).join(", ");

/** The first elements of a JSON array, as columns. */
export const toElements = (count: number, from = "value") => Array.from({ length: count }, (_, index) => `${from} ->> ${index}`).join(", ");

/** Placeholders for the key's columns, the first of them that number. */
export const toPlaceholders = ({ key }: TenantTable, first = 2) => key.map((_, index) => `?${index + first}`).join(", ");

/** The row `r` of a key that is a JSON array. */
export const toKeyed = ({ key }: TenantTable, from: string) =>
	key.map((column, index) => `r.${column} = ${from} ->> ${index}`).join(" AND ");

/** What an upsert sets of a row that is there. */
export const toUpdates = ({ key, columns }: TenantTable) =>
	columns
		.filter((column) => !key.includes(column))
		.map((column) => `${column} = excluded.${column}`)
		.join(", ");
