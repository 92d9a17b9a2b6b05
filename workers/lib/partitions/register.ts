import { type Statement, toStatement } from "../d1/statement.ts";
import { MAX_WIDTH, type Partition, parsePartition } from "./partition.ts";

/** One table of a partition, or what became of it. */
export interface Layer {
	readonly layer: number;
	readonly state: "open" | "closed" | "archived";
	/** Once archived: how many. */
	readonly events: number;
	/** Once archived: the key of the object that lists them. */
	readonly manifest: string | null;
}

export interface RegisteredPartition extends Partition {
	/** In order: events go into the last one, if it is open. */
	readonly layers: readonly Layer[];
}

export interface RegisterRow extends Layer {
	readonly name: string;
}

/** The layers of at most ?3 partitions that begin from ?1 on and before ?2, newest first. */
const FIND_LAYERS = `SELECT p.name, coalesce(l.layer, 0) AS layer, coalesce(l.state, 'open') AS state, coalesce(l.events, 0) AS events, l.manifest
FROM (SELECT name, starts_at FROM event_partitions WHERE starts_at >= ?1 AND starts_at < ?2 ORDER BY starts_at DESC LIMIT ?3) AS p
LEFT JOIN event_layers AS l ON l.partition = p.name
ORDER BY p.starts_at DESC, l.layer`;

/** Asks for the partitions that may hold events from `from` on and before `to`. */
export const toFindLayers = (from: number, to: number, limit: number): Statement => toStatement(FIND_LAYERS, from - MAX_WIDTH, to, limit);

/** Newest first. */
export function parseRegister(rows: readonly RegisterRow[]): RegisteredPartition[] {
	return [...Map.groupBy(rows, ({ name }) => name)].flatMap(([name, layers]) => {
		const partition = parsePartition(name);
		return partition ? [{ ...partition, layers }] : [];
	});
}

/** A layer's table; the first bears the partition's own name. */
export const toTable = (partition: string, layer: number): string => (layer === 0 ? partition : `${partition}_late_${layer}`);
