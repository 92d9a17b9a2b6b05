import type { KVNamespace } from "@cloudflare/workers-types";
import { fromKvKey, type KvOwner, toPrefix } from "./kv-key.ts";

/** Every key of an owner, page by page to the end: a page may be empty and not the last (/kv/api/list-keys/, 2026-09-17). */
export async function* listKeys(kv: Pick<KVNamespace, "list">, owner: KvOwner): AsyncGenerator<string, void, undefined> {
	let cursor: string | null = null;
	do {
		const page = await readPage(kv, toPrefix(owner), cursor);
		for (const name of page.names) yield fromKvKey(owner, name);
		cursor = page.cursor;
	} while (cursor !== null);
}

async function readPage(kv: Pick<KVNamespace, "list">, prefix: string, cursor: string | null) {
	const page = await kv.list({ prefix, cursor });
	return { names: page.keys.map(({ name }) => name), cursor: page.list_complete ? null : page.cursor };
}
