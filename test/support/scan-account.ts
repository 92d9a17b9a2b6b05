import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** By product: where the local account keeps what Cloudflare would keep for good. Its caches end by age, and Workflows' histories by Cloudflare's retention. */
const STORES = ["d1", "kv", "r2", "durable-objects"] as const;

/**
 * Where a text is found in a local account: in every row of every D1 database and Durable Object, and in every key, value and object of KV and R2.
 * A place is its store and table, or `blobs`.
 */
export function scanAccount(stateFolder: string, text: string): readonly string[] {
	const places = STORES.flatMap((store) => {
		const folder = join(stateFolder, store);
		if (!existsSync(folder)) return [];
		const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
		return files.flatMap(({ parentPath, name }) =>
			scanFile(join(parentPath, name), text).map((table) => `${store} ${toClass(folder, parentPath)}${table}`),
		);
	});
	return [...new Set(places)].sort();
}

/** The class of an object is the folder that its database is in. */
const toClass = (folder: string, path: string) => {
	const [first = ""] = path.slice(folder.length + 1).split("/");
	return /[A-Z]\w+$/.exec(first)?.[0].concat(" ") ?? "";
};

function scanFile(file: string, text: string): readonly string[] {
	if (/-(wal|shm)$/.test(file)) return [];
	if (file.endsWith(".sqlite")) return scanDatabase(file, text);
	return readFileSync(file).includes(text) ? ["blobs"] : [];
}

function scanDatabase(file: string, text: string): readonly string[] {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const select = (name: string) => {
			// Of uploads Miniflare keeps a row once they are completed or aborted, as R2 doesn't.
			const under = name === "_mf_multipart_uploads" ? " WHERE state = 0" : "";
			const statement = database.prepare(`SELECT * FROM "${name}"${under}`);
			statement.setReadBigInts(true);
			return statement.all();
		};
		const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'").all();
		return tables.flatMap(({ name }) => {
			const found = select(String(name)).some((row) => Object.values(row).some((value) => has(value, text)));
			return found ? [String(name)] : [];
		});
	} finally {
		database.close();
	}
}

const has = (value: unknown, text: string) =>
	value instanceof Uint8Array ? Buffer.from(value).includes(text) : String(value).includes(text);
