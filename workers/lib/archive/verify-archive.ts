import type { ArchiveStore } from "./archive-store.ts";
import { gunzip } from "./gzip.ts";
import { toSha256 } from "./to-sha256.ts";
import type { WrittenPart } from "./write-object.ts";

const NEWLINE = 10;

/** Reads a part back: the same bytes as were sent, and in its blocks as many lines as rows went in. */
export async function verifyPart(store: Pick<ArchiveStore, "get">, object: string, part: WrittenPart, offset: number): Promise<void> {
	const stored = await store.get(object, { range: { offset, length: part.bytes } });
	const bytes = new Uint8Array(stored ? await stored.arrayBuffer() : []);
	const sha256 = await toSha256(bytes);
	if (sha256 !== part.sha256) throw new Error(`part ${part.partNumber} of ${object} reads back with SHA-256 ${sha256}, not ${part.sha256}`);
	for (const block of part.blocks) {
		const lines = countLines(await gunzip(bytes.slice(block.offset, block.offset + block.length)));
		if (lines !== block.rows) throw new Error(`${object} has ${lines} rows where ${block.rows} were written`);
	}
}

/** The SHA-256 of a whole object, as a stream. */
export async function digestObject(store: Pick<ArchiveStore, "get">, key: string): Promise<string> {
	const stored = await store.get(key);
	if (!stored) throw new Error(`${key} isn't there`);
	const digest = new crypto.DigestStream("SHA-256");
	await stored.body.pipeTo(digest);
	return new Uint8Array(await digest.digest).toHex();
}

function countLines(text: Uint8Array): number {
	let lines = 0;
	for (let at = text.indexOf(NEWLINE); at !== -1; at = text.indexOf(NEWLINE, at + 1)) lines++;
	return lines;
}
