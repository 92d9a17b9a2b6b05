import type { EventRow } from "../rpc.ts";
import type { Block } from "./archive-manifest.ts";
import type { ArchiveReading } from "./archive-store.ts";
import { gunzip } from "./gzip.ts";

/** The rows of one block, in order: a megabyte or so, whatever the object holds besides. Null where there is no such object. */
export async function readBlock(store: ArchiveReading, object: string, { offset, length }: Block): Promise<EventRow[] | null> {
	const part = await store.get(object, { range: { offset, length } });
	return part ? parseRows(new Uint8Array(await part.arrayBuffer())) : null;
}

async function parseRows(member: Uint8Array<ArrayBuffer>): Promise<EventRow[]> {
	const text = new TextDecoder().decode(await gunzip(member));
	const rows: EventRow[] = [];
	for (const line of text.split("\n")) if (line !== "") rows.push(JSON.parse(line));
	return rows;
}
