import { parseManifest } from "../archive/archive-manifest.ts";
import type { ArchiveReading } from "../archive/archive-store.ts";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { toStatement } from "../d1/statement.ts";
import { parseRegister, type RegisterRow, toFindLayers } from "../partitions/register.ts";
import type { ArchivedLayerRef, ShardArchives } from "./move-data.ts";
import { LIST_ADOPTED } from "./place-sql.ts";
import type { Shard } from "./tenant-rows.ts";

const MAX_PARTITIONS = 1_000;
const END_OF_TIME = Date.UTC(9999, 0, 1);

/** The archived layers of a shard that may have events of the tenant: those of its own register by what their manifests say. */
export async function listArchives({ access, database }: Shard, store: ArchiveReading, tenant: string): Promise<ShardArchives> {
	const asked = [toFindLayers(0, END_OF_TIME, MAX_PARTITIONS), toStatement(LIST_ADOPTED, tenant)];
	const [rows = [], adopted = []] = await access.run<RegisterRow & ArchivedLayerRef>(database, asked, "idempotent");
	const archived = parseRegister(rows).flatMap(({ layers, startsAt, endsAt }) =>
		layers.flatMap(({ manifest, events }) => (manifest !== null && events > 0 ? [{ manifest, startsAt, endsAt }] : [])),
	);
	const own = await mapBounded(archived, async (layer) => ((await mayHold(store, layer.manifest, tenant)) ? [layer] : []));
	return { own: own.flat(), adopted: adopted.map(({ manifest, startsAt, endsAt }) => ({ manifest, startsAt, endsAt })) };
}

/** Rows lie in the order of their tenants. */
async function mayHold(store: ArchiveReading, key: string, tenant: string): Promise<boolean> {
	const object = await store.get(key);
	if (!object) return false;
	return parseManifest(await object.text()).blocks.some(({ first, last }) => first.tenant <= tenant && tenant <= last.tenant);
}
