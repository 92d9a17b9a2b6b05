import type { Row } from "../tenant-tables/row.ts";
import type { TenantTable } from "../tenant-tables/tenant-tables.ts";
import type { CopyCursor } from "./move-data.ts";

/** Tables that a page may look at: most of a tenant's partitions may be empty. */
const MAX_TABLES = 24;

interface TablePage {
	/** Each with the key behind which it is read. */
	readonly tables: readonly { readonly table: TenantTable; readonly after: Row }[];
	/** Where the page behind these tables begins; null where there are no more. */
	readonly next: CopyCursor | null;
}

/** The tables that a page looks at from its cursor on, and from the first one where the cursor's is there no more. */
export function toTablePage(all: readonly TenantTable[], cursor: CopyCursor | null): TablePage {
	const start = cursor
		? Math.max(
				all.findIndex(({ table }) => table === cursor.table),
				0,
			)
		: 0;
	const tables = all
		.slice(start, start + MAX_TABLES)
		.map((table, index) => ({ table, after: (index === 0 ? cursor?.after : null) ?? table.first }));
	const next = all[start + MAX_TABLES];
	return { tables, next: next ? { table: next.table, after: null } : null };
}
