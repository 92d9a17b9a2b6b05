import { z } from "zod";
import type { Account } from "../../local/account.ts";

const ids = z.array(z.object({ id: z.string() }));
const names = z.array(z.object({ name: z.string() }));
const counts = z.array(z.object({ n: z.number() }));
const letter = z.object({ message: z.object({ id: z.string() }) });

const PAGE = 20_000;

type Read = (id: string) => void;

export interface EventPlaces {
	/** Databases that keep tenants' events, by name. */
	readonly shards: readonly string[];
	/** The bucket of dead letters. */
	readonly bucket: string;
}

/** The tables of events of a shard. */
export async function listTables(account: Account, shard: string): Promise<readonly string[]> {
	const database = await account.d1(shard);
	const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'events_[0-9]*'";
	return names.parse((await database.prepare(sql).all()).results).map(({ name }) => name);
}

async function countLetters(account: Account, name: string, read: ((key: string) => void) | null = null): Promise<number> {
	const bucket = await account.r2(name);
	let found = 0;
	for (let cursor: string | undefined = ""; cursor !== undefined; ) {
		const page: Awaited<ReturnType<typeof bucket.list>> = await bucket.list(cursor === "" ? {} : { cursor });
		found += page.objects.length;
		for (const { key } of page.objects) read?.(key);
		cursor = page.truncated ? page.cursor : undefined;
	}
	return found;
}

/** How many events lie somewhere by now. */
export async function countEvents(account: Account, { shards, bucket }: EventPlaces): Promise<number> {
	let found = await countLetters(account, bucket);
	for (const shard of shards) {
		const database = await account.d1(shard);
		for (const table of await listTables(account, shard)) {
			const [row] = counts.parse((await database.prepare(`SELECT count(*) AS n FROM ${table}`).all()).results);
			found += row?.n ?? 0;
		}
	}
	return found;
}

/** Reads the id of each event in shards, and of each that is dead. */
export async function readEvents(account: Account, { shards, bucket }: EventPlaces, read: { readonly stored: Read; readonly dead: Read }) {
	for (const shard of shards) for (const table of await listTables(account, shard)) await readTable(account, shard, table, read.stored);
	const keys: string[] = [];
	await countLetters(account, bucket, (key) => void keys.push(key));
	const letters = await account.r2(bucket);
	for (const key of keys) {
		const text = await (await letters.get(key))?.text();
		read.dead(letter.parse(JSON.parse(text ?? "null")).message.id);
	}
}

async function readTable(account: Account, shard: string, table: string, read: Read): Promise<void> {
	const database = await account.d1(shard);
	const statement = database.prepare(
		`SELECT tenant || '/' || id AS place, id FROM ${table} WHERE (tenant || '/' || id) > ?1 ORDER BY 1 LIMIT ?2`,
	);
	const placed = z.array(z.object({ place: z.string(), id: z.string() }));
	for (let after = ""; ; ) {
		const rows = placed.parse((await statement.bind(after, PAGE).all()).results);
		for (const { id } of ids.parse(rows)) read(id);
		if (rows.length < PAGE) return;
		after = rows.at(-1)?.place ?? "";
	}
}
