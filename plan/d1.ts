import type { Jurisdiction, Region } from "../config/fields.ts";
import type { DedicatedTenant } from "../config/settings.ts";
import { NUMBERS_PER_GROUP } from "../workers/lib/shard-groups/shard-group.ts";
import { type Shard, toShardMember } from "../workers/lib/shards.ts";
import { type Context, type Protection, toName, toProtection } from "./context.ts";

/** A hint and a jurisdiction exclude each other and are fixed when the database is made. */
type Residence =
	| { readonly kind: "hint"; readonly region: Region }
	| { readonly kind: "jurisdiction"; readonly jurisdiction: Jurisdiction };

export interface DatabaseNode extends Protection {
	readonly id: string;
	readonly name: string;
	readonly residence: Residence;
	readonly replication: "auto" | "disabled";
	/** Null for the directory, which no tenant's data is in. */
	readonly shard: (Shard & { readonly member: string }) | null;
}

/** The databases that one folder of migrations is for. */
export interface MigrationSet {
	readonly set: "directory" | "shard";
	readonly databases: readonly string[];
}

/** The directory, the pool, and the databases of each dedicated tenant. */
export function planD1(context: Context): DatabaseNode[] {
	const { d1ReadLatency, d1WriteRate } = context.knobs;
	const directory = toDatabase(context, "directory", { kind: "hint", region: d1ReadLatency.directoryRegion }, null);
	const pool = d1WriteRate.pool.flatMap(({ region, shards }) =>
		indexes(shards).map((index) => toShard(context, null, { kind: "hint", region }, index)),
	);
	const dedicated = context.settings.tenants.flatMap((tenant) =>
		indexes(tenant.shards).map((index) => toShard(context, tenant.id, toResidence(tenant), tenant.group * NUMBERS_PER_GROUP + index)),
	);
	return [directory, ...pool, ...dedicated];
}

export const planMigrations = (databases: readonly DatabaseNode[]): MigrationSet[] => [
	{ set: "directory", databases: databases.filter(({ shard }) => shard === null).map(({ id }) => id) },
	{ set: "shard", databases: databases.filter(({ shard }) => shard !== null).map(({ id }) => id) },
];

const indexes = (count: number) => Array.from({ length: count }, (_, index) => index);

function toResidence({ region, jurisdiction }: DedicatedTenant): Residence {
	if (jurisdiction !== undefined) return { kind: "jurisdiction", jurisdiction };
	if (region !== undefined) return { kind: "hint", region };
	throw new Error("a tenant without region and jurisdiction passed the settings' check");
}

function toShard(context: Context, tenant: string | null, residence: Residence, index: number): DatabaseNode {
	const location = residence.kind === "hint" ? residence.region : residence.jurisdiction;
	const id = tenant === null ? `pool-${location}-${index}` : `tenant-${tenant}-${index}`;
	const shard = { tenant, location, index };
	return toDatabase(context, id, residence, { id, ...shard, member: toShardMember(shard) });
}

const toDatabase = (context: Context, id: string, residence: Residence, shard: DatabaseNode["shard"]): DatabaseNode => ({
	id,
	name: toName(context, id),
	residence,
	replication: context.knobs.d1ReadLatency.replication,
	shard,
	...toProtection(context),
});
