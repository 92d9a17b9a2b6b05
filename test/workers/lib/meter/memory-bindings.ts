/** Bindings in memory, as far as the meter's promises go: what they answer and what they throw. */
export function makeMemoryKv() {
	const values = new Map<string, string>();
	return {
		get: async (key: string) => values.get(key) ?? null,
		getWithMetadata: async (key: string) => ({ value: values.get(key) ?? null, metadata: null }),
		put: async (key: string, value: string) => void values.set(key, value),
		delete: async (key: string) => void values.delete(key),
		list: async () => ({ keys: [...values.keys()].map((name) => ({ name })), list_complete: true }),
	};
}

interface Row {
	readonly id: number;
	readonly name: string;
}

interface Asked {
	run(): Promise<{ readonly results: readonly unknown[]; readonly meta: { readonly rows_read: number; readonly rows_written: number } }>;
}

interface Statement extends Asked {
	bind(...values: unknown[]): Statement;
	all: Asked["run"];
	first(): Promise<unknown>;
	raw(): Promise<unknown>;
}

/** One table of `id` and `name`, whose statements begin with CREATE, INSERT or SELECT; anything else is refused. */
export function makeMemoryD1() {
	const rows: Row[] = [];
	const run = (sql: string, [id, name]: readonly unknown[]) => {
		const meta = { rows_read: 0, rows_written: 0 };
		if (sql.startsWith("INSERT")) {
			rows.push({ id: Number(id), name: String(name) });
			return { results: [], meta: { ...meta, rows_written: 1 } };
		}
		if (sql.startsWith("SELECT")) return { results: [...rows], meta: { ...meta, rows_read: rows.length } };
		if (sql.startsWith("CREATE")) return { results: [], meta };
		throw new Error(`D1_ERROR: near "${sql}": syntax error`);
	};
	const statement = (sql: string, values: readonly unknown[]): Statement => ({
		bind: (...bound: unknown[]) => statement(sql, bound),
		all: async () => run(sql, values),
		run: async () => run(sql, values),
		first: async (): Promise<unknown> => run(sql, values).results[0] ?? null,
		raw: async () => run(sql, values).results.map(({ id, name }) => [id, name]),
	});
	const session = {
		prepare: (sql: string) => statement(sql, []),
		batch: async (statements: readonly Asked[]) => Promise.all(statements.map((one) => one.run())),
		getBookmark: () => "bookmark",
	};
	return {
		...session,
		exec: async (sql: string) => ({ count: sql.split("\n").length, duration: 0 }),
		withSession: () => session,
	};
}

export function makeMemoryQueue() {
	const sent: unknown[] = [];
	return {
		sent,
		send: async (body: unknown) => void sent.push(body),
		sendBatch: async (messages: Iterable<{ body: unknown }>) => void sent.push(...[...messages].map(({ body }) => body)),
	};
}

export function makeMemoryR2() {
	const objects = new Map<string, string>();
	const upload = (key: string) => {
		const parts: string[] = [];
		return {
			uploadId: "upload",
			uploadPart: async (partNumber: number, text: string) => {
				parts.push(text);
				return { partNumber, etag: "e" };
			},
			complete: async () => void objects.set(key, parts.join("")),
			abort: async () => {},
		};
	};
	const read = (key: string) => {
		const text = objects.get(key);
		return text === undefined ? null : { key, size: text.length, text: async () => text };
	};
	return {
		get: async (key: string) => read(key),
		head: async (key: string) => read(key),
		put: async (key: string, text: string) => void objects.set(key, text),
		delete: async (key: string) => void objects.delete(key),
		list: async () => ({ objects: [...objects.keys()].map((key) => ({ key })), truncated: false }),
		createMultipartUpload: async (key: string) => upload(key),
		resumeMultipartUpload: (key: string) => upload(key),
	};
}

/** As a stub is: every name is a method of the object, and it may be awaited. */
export function makeMemoryNamespace() {
	const asked: string[] = [];
	const stub = { name: "metered", raise: async (tag: string) => asked.push(tag), read: async () => ({ menu: asked.length }) };
	const namespace = { getByName: () => stub, get: () => stub, idFromName: (name: string) => name, jurisdiction: () => namespace };
	return namespace;
}
