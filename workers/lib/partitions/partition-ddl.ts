import { TENANT_MOVED } from "../d1/fault.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import type { Partition } from "./partition.ts";

/** Which row tells the tenant that a change is for. */
const FENCED = { INSERT: "NEW", UPDATE: "NEW", DELETE: "OLD" } as const;

const toFence = (table: string, change: keyof typeof FENCED) => `CREATE TRIGGER IF NOT EXISTS ${table}_fence_${change.toLowerCase()}
BEFORE ${change} ON ${table}
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = ${FENCED[change]}.tenant)
BEGIN
	SELECT RAISE(ABORT, '${TENANT_MOVED}');
END`;

/** Makes a partition with its fence and enters it in the register; made before, it stays as it is. */
export function toPartitionDdl({ name, startsAt, endsAt }: Partition): Statement[] {
	return [
		// The event comes last, so that the keys and types before it are read without it.
		`CREATE TABLE IF NOT EXISTS ${name} (
	tenant TEXT NOT NULL,
	time INTEGER NOT NULL CHECK (time >= ${startsAt} AND time < ${endsAt}),
	id TEXT NOT NULL,
	type TEXT NOT NULL,
	event TEXT NOT NULL,
	PRIMARY KEY (tenant, time, id)
) STRICT, WITHOUT ROWID`,
		`CREATE UNIQUE INDEX IF NOT EXISTS ${name}_by_id ON ${name} (tenant, id)`,
		toFence(name, "INSERT"),
		toFence(name, "UPDATE"),
		toFence(name, "DELETE"),
		`INSERT INTO event_partitions (name, starts_at, ends_at) VALUES ('${name}', ${startsAt}, ${endsAt}) ON CONFLICT DO NOTHING`,
	].map((sql) => toStatement(sql));
}
