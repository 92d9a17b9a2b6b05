import type { D1Access } from "../d1/make-d1-access.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import { mergePages, type Page } from "../merge-pages/merge-pages.ts";
import type { EventRow } from "../rpc.ts";
import { type EventKey, newestFirst } from "./event-key.ts";
import { FIND_ADOPTED } from "./event-sql.ts";
import type { EventDatabase } from "./insert-events.ts";
import { NO_SPANS, toOldSpans } from "./old-spans.ts";
import type { EventArchive } from "./place-events.ts";
import type { ArchivedEvents, LayerQuery } from "./read-shard-events.ts";
import type { ListedEvent } from "./read-table.ts";

/** A layer that another shard has archived, where the tenant lived before. */
export interface AdoptedLayer {
	readonly manifest: string;
	readonly startsAt: number;
	readonly endsAt: number;
}

/** Layers that a page may open; each is read from R2 in a few requests. */
const MAX_ADOPTED = 8;

const LIST_ADOPTED = `SELECT manifest, starts_at AS startsAt, ends_at AS endsAt FROM adopted_layers
WHERE tenant = ?1 AND ends_at > ?2 AND starts_at <= ?3 AND listed = 1 ORDER BY ends_at DESC LIMIT ?4`;

/** Asks for those that may hold events from `from` on and up to `to`, the newest first. */
export const toListAdopted = (tenant: string, from: number, to: number): Statement =>
	toStatement(LIST_ADOPTED, tenant, from, to, MAX_ADOPTED + 1);

/** A page of them all. They may overlap, so that each is asked for a whole page. */
export async function readAdopted(
	archive: ArchivedEvents,
	layers: readonly AdoptedLayer[],
	query: LayerQuery,
): Promise<Page<ListedEvent, EventKey>> {
	const pages: Page<ListedEvent, EventKey>[] = [];
	const opened = layers.slice(0, MAX_ADOPTED);
	const part = { ...query, bytes: Math.ceil(query.bytes / Math.max(opened.length, 1)) };
	for (const { manifest } of opened) pages.push(await archive.readPage(manifest, part));
	const next = layers[MAX_ADOPTED];
	if (next) pages.push({ items: [], horizon: { time: next.endsAt, id: "" } });
	return mergePages(pages, query.limit, ({ time, id }): EventKey => ({ time, id }), newestFirst);
}

export interface AdoptedTarget {
	readonly access: D1Access;
	readonly database: EventDatabase;
	readonly archive: EventArchive | null;
	readonly now: () => number;
}

/** What `FIND_ADOPTED` tells of a layer. */
interface TenantLayer extends AdoptedLayer {
	readonly tenant: string;
}

const isInside = ({ tenant, startsAt, endsAt }: TenantLayer, row: EventRow) =>
	row.tenant === tenant && row.time >= startsAt && row.time < endsAt;

/** The rows that no adopted layer holds already. */
export async function leaveOutAdopted<R extends EventRow>(
	{ access, database, archive, now }: AdoptedTarget,
	rows: readonly R[],
): Promise<readonly R[]> {
	const spans = toOldSpans(rows, now());
	if (spans === NO_SPANS) return rows;
	const [found = []] = await access.run<TenantLayer>(database, [toStatement(FIND_ADOPTED, spans)], "idempotent");
	const held = new Set<R>();
	for (const [manifest, layers] of Map.groupBy(found, (layer) => layer.manifest)) {
		const members = rows.filter((row) => layers.some((layer) => isInside(layer, row)));
		if (members.length === 0) continue;
		if (!archive) throw new Error(`${manifest} is to be asked, and no archive is bound`);
		for (const row of await archive.findHeld(manifest, members)) held.add(row);
	}
	return rows.filter((row) => !held.has(row));
}
