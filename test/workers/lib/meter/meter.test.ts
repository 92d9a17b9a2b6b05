import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { NOTHING_BILLED } from "../../../../workers/lib/meter/billed-counts.ts";
import { makeMeter } from "../../../../workers/lib/meter/make-meter.ts";
import { makeMemoryD1, makeMemoryKv, makeMemoryNamespace, makeMemoryR2 } from "./memory-bindings.ts";

interface TestKv {
	get(key: string): Promise<string | null>;
	getWithMetadata(key: string): Promise<{ readonly value: string | null; readonly metadata: unknown }>;
	put(key: string, value: string): Promise<void>;
	delete(key: string): Promise<void>;
	list(): Promise<{ readonly keys: readonly { readonly name: string }[] }>;
}

interface TestStatement {
	bind(...values: unknown[]): TestStatement;
	all(): Promise<TestResult>;
	run(): Promise<TestResult>;
	first(column?: string): Promise<unknown>;
	raw(): Promise<unknown>;
}

interface TestResult {
	readonly results: readonly unknown[];
	readonly meta: { readonly rows_read: number; readonly rows_written: number };
}

interface TestSession {
	prepare(sql: string): TestStatement;
	batch(statements: readonly TestStatement[]): Promise<readonly TestResult[]>;
}

interface TestD1 extends TestSession {
	withSession(start: "first-primary"): TestSession & { getBookmark(): string | null };
}

interface TestObject {
	readonly name?: string | undefined;
	raise(tag: string): Promise<number>;
	read(tags: readonly string[]): Promise<unknown>;
}

const objects = (namespace: typeof env.CACHE_TAGS): { getByName(name: string): TestObject } => namespace;
const counted = (counts: object) => ({ ...NOTHING_BILLED, ...counts });

describe.each<[string, TestKv]>([
	["in memory", makeMemoryKv()],
	["in workerd", env.KEYS],
])("kv %s", (_, namespace) => {
	it("counts reads, writes, deletes and lists, also a read of what isn't there", async () => {
		const meter = makeMeter();
		const kv = meter.kv(namespace);
		await kv.put("a", "1");
		expect(await kv.get("a")).toBe("1");
		expect(await kv.get("none")).toBeNull();
		expect(await kv.getWithMetadata("a")).toMatchObject({ value: "1", metadata: null });
		expect((await kv.list()).keys).toMatchObject([{ name: "a" }]);
		await kv.delete("a");
		expect(meter.counts()).toEqual(counted({ kvReads: 3, kvWrites: 1, kvLists: 1, kvDeletes: 1 }));
	});
});

it("counts each key of a bulk read", async () => {
	const meter = makeMeter();
	const values = await meter.kv(env.KEYS).get(["a", "b", "c"]);
	expect([...values.keys()]).toEqual(["a", "b", "c"]);
	expect(meter.counts()).toEqual(counted({ kvReads: 3 }));
});

describe.each<[string, TestD1]>([
	["in memory", makeMemoryD1()],
	["in workerd", env.DIRECTORY],
])("d1 %s", (_, database) => {
	it("counts statements and the rows that D1 bills, in batches and sessions too", async () => {
		const meter = makeMeter();
		const d1 = meter.d1(database);
		const made = await d1.prepare("CREATE TABLE metered (id INTEGER PRIMARY KEY, name TEXT)").run();
		const insert = d1.prepare("INSERT INTO metered VALUES (?, ?)");
		const inserted = await d1.batch([insert.bind(1, "a"), insert.bind(2, "b")]);
		const session = d1.withSession("first-primary");
		const read = await session.batch([session.prepare("SELECT id, name FROM metered")]);
		expect(read[0]?.results).toMatchObject([{ id: 1 }, { id: 2 }]);
		expect(typeof session.getBookmark()).toBe("string");
		const metas = [made, ...inserted, ...read].map(({ meta }) => meta);
		const sum = (name: "rows_read" | "rows_written") => metas.reduce((total, meta) => total + meta[name], 0);
		expect(sum("rows_read")).toBeGreaterThanOrEqual(2);
		expect(sum("rows_written")).toBeGreaterThanOrEqual(2);
		expect(meter.counts()).toEqual(counted({ d1Statements: 4, d1RowsRead: sum("rows_read"), d1RowsWritten: sum("rows_written") }));
	});

	it("answers as the database does to all, first and raw, and counts their rows", async () => {
		const meter = makeMeter();
		const select = meter.d1(database).prepare("SELECT id, name FROM metered").bind();
		expect((await select.all()).results).toHaveLength(2);
		expect(await select.first()).toEqual({ id: 1, name: "a" });
		expect(await select.first("name")).toBe("a");
		expect(await select.raw()).toEqual([
			[1, "a"],
			[2, "b"],
		]);
		await expect(select.first("none")).rejects.toThrow("D1_COLUMN_NOTFOUND");
		expect(meter.counts()).toEqual(counted({ d1Statements: 5, d1RowsRead: 10 }));
	});

	it("lets a statement's error through, and counts the statement", async () => {
		const meter = makeMeter();
		const wrong = meter.d1(database).prepare("NONSENSE");
		await expect(wrong.run()).rejects.toThrow(/D1_ERROR: near "NONSENSE": syntax error/);
		expect(meter.counts()).toEqual(counted({ d1Statements: 1 }));
	});
});

it("counts class A and class B in R2, and nothing for what is free", async () => {
	const meter = makeMeter();
	const r2 = meter.r2(env.BUCKET);
	await r2.put("m/a", "text");
	expect(await (await r2.get("m/a"))?.text()).toBe("text");
	expect(await r2.head("m/none")).toBeNull();
	expect((await r2.list({ prefix: "m/" })).objects).toMatchObject([{ key: "m/a" }]);
	const { uploadId } = await r2.createMultipartUpload("m/b");
	const upload = r2.resumeMultipartUpload("m/b", uploadId);
	await upload.complete([await upload.uploadPart(1, "part")]);
	expect(await (await r2.get("m/b"))?.text()).toBe("part");
	await (await r2.createMultipartUpload("m/c")).abort();
	await r2.delete(["m/a", "m/b"]);
	expect(meter.counts()).toEqual(counted({ r2ClassA: 6, r2ClassB: 3 }));
});

it("counts the same of a bucket in memory", async () => {
	const meter = makeMeter();
	const r2 = meter.r2(makeMemoryR2());
	await r2.put("m/a", "text");
	expect(await (await r2.get("m/a"))?.text()).toBe("text");
	expect(await r2.head("m/none")).toBeNull();
	const upload = await r2.createMultipartUpload("m/b");
	await upload.uploadPart(1, "part");
	await upload.complete();
	expect((await r2.list()).objects).toEqual([{ key: "m/a" }, { key: "m/b" }]);
	await (await r2.createMultipartUpload("m/c")).abort();
	await r2.delete("m/a");
	expect(meter.counts()).toEqual(counted({ r2ClassA: 6, r2ClassB: 2 }));
});

describe.each<[string, { getByName(name: string): TestObject }]>([
	["in memory", makeMemoryNamespace()],
	["in workerd", objects(env.CACHE_TAGS)],
])("objects %s", (_, namespace) => {
	it("counts each call of an object as a request", async () => {
		const meter = makeMeter();
		const stub = meter.object(namespace).getByName("metered");
		await stub.raise("menu");
		expect(await stub.read(["menu"])).toEqual({ menu: 1 });
		expect(stub.name).toBe("metered");
		expect(meter.counts()).toEqual(counted({ objectRequests: 2 }));
	});
});

it("counts what is looked up, kept and dropped in a cache", async () => {
	const meter = makeMeter();
	const cache = meter.cache(await caches.open("metered"));
	await cache.put("https://cache/a", new Response("a", { headers: { "cache-control": "max-age=60" } }));
	expect(await (await cache.match("https://cache/a"))?.text()).toBe("a");
	await cache.delete("https://cache/a");
	expect(meter.counts()).toEqual(counted({ cacheReads: 1, cacheWrites: 2 }));
});
