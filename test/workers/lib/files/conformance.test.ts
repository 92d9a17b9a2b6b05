import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { makeEventId } from "../../../../workers/lib/events/wrap-event.ts";
import { abortStaleUploads } from "../../../../workers/lib/files/abort-stale-uploads.ts";
import type { FileBucket } from "../../../../workers/lib/files/file-bucket.ts";
import { makeFileKeys } from "../../../../workers/lib/files/file-keys.ts";
import { parseFileName } from "../../../../workers/lib/files/file-name.ts";
import { makeFiles } from "../../../../workers/lib/files/make-files.ts";
import { makeUploads } from "../../../../workers/lib/files/make-uploads.ts";
import { MemoryBucket } from "./memory-bucket.ts";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");
const encoder = new TextEncoder();
const toBody = (text: string) => ({ body: new Response(text).body, length: encoder.encode(text).byteLength });

/** The same promises, kept in memory with parts of 4 bytes and by workerd's R2 with real ones. */
const BUCKETS = [
	{ where: "memory", partBytes: 4, makeBucket: (): FileBucket => new MemoryBucket(() => NOW) },
	{ where: "workerd's R2", partBytes: 5_242_880, makeBucket: (): FileBucket => env.BUCKET },
] as const;

describe.for(BUCKETS)("files in $where", ({ where, partBytes, makeBucket }) => {
	let bucket: FileBucket;
	let at = NOW;
	let tenants = 0;
	const makeTenant = () => {
		tenants += 1;
		const keys = makeFileKeys(`${where.replace(/\W/g, "")}-${tenants}`);
		const uploads = makeUploads({ bucket, keys, partBytes, expireSeconds: 3600, makeId: () => makeEventId(at) });
		return { keys, files: makeFiles({ bucket, keys }), uploads };
	};
	beforeEach(() => {
		at = NOW;
		bucket = makeBucket();
	});

	const name = parseFileName("a/b.txt");
	const read = async (files: ReturnType<typeof makeFiles>, headers: Record<string, string> = {}) => {
		const { kind, range, body } = await files.read(name, new Headers(headers));
		return { kind, range, text: body && (await new Response(body).text()) };
	};
	const put = (files: ReturnType<typeof makeFiles>, text: string, onlyIf: Record<string, string> | null = null) =>
		files.put(name, { contentType: "text/plain", onlyIf: onlyIf && new Headers(onlyIf), ...toBody(text) });

	it("give one winner to writers who want to be first, and keep a version from those who didn't see it", async () => {
		const { files } = makeTenant();
		const ended = await Promise.allSettled(["a", "b", "c"].map((text) => put(files, text, { "if-none-match": "*" })));
		expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		const { etag } = await put(files, "second");
		await expect(put(files, "third", { "if-match": '"other"' })).rejects.toMatchObject({ type: "precondition-failed" });
		await put(files, "fourth", { "if-match": etag });
		expect(await read(files)).toEqual({ kind: "whole", range: null, text: "fourth" });
	});

	it("are read in ranges that never go past the end", async () => {
		const { files } = makeTenant();
		const { etag } = await put(files, "0123456789");
		expect(await read(files, { range: "bytes=8-1000" })).toEqual({ kind: "part", range: { first: 8, last: 9 }, text: "89" });
		expect(await read(files, { range: "bytes=-1000" })).toEqual({ kind: "part", range: { first: 0, last: 9 }, text: "0123456789" });
		expect(await read(files, { range: "bytes=1-2", "if-range": '"old"' })).toMatchObject({ kind: "whole" });
		await expect(read(files, { range: "bytes=10-" })).rejects.toMatchObject({
			type: "range-not-satisfiable",
			headers: { "content-range": "bytes */10" },
		});
		expect(await read(files, { range: "bytes=10-", "if-none-match": etag })).toMatchObject({ kind: "unchanged", text: null });
		await put(files, "");
		await expect(read(files, { range: "bytes=0-0" })).rejects.toMatchObject({ type: "range-not-satisfiable" });
		expect(await read(files)).toMatchObject({ kind: "whole", text: "" });
	});

	it("are not there when their bytes end early, and what was there before stays", async () => {
		const { files } = makeTenant();
		const broken = () =>
			new ReadableStream<Uint8Array>({
				start: (controller) => controller.enqueue(encoder.encode("half")),
				pull: (controller) => controller.error(new Error("the client vanished")),
			});
		const cutOff = { contentType: "text/plain", onlyIf: null, body: broken(), length: 1000 };
		await expect(files.put(name, cutOff)).rejects.toThrow();
		await expect(read(files)).rejects.toMatchObject({ type: "not-found" });
		await put(files, "before");
		await expect(files.put(name, { ...cutOff, body: broken() })).rejects.toThrow();
		await expect(files.put(name, { ...toBody("short"), contentType: "text/plain", onlyIf: null, length: 6 })).rejects.toMatchObject({
			type: "bad-request",
		});
		expect(await read(files)).toMatchObject({ text: "before" });
	});

	it("of two uploads at a time are one or the other, whole", async () => {
		const { files, uploads } = makeTenant();
		const bytes = partBytes * 2 + 1;
		const part = (letter: string, index: number) => toBody(letter.repeat(index === 3 ? 1 : partBytes));
		const [a, b] = [
			await uploads.begin({ name, contentType: "text/plain", bytes }),
			await uploads.begin({ name, contentType: "text/plain", bytes }),
		];
		for (const index of [3, 1, 2]) {
			await expect(uploads.complete(a.id)).rejects.toMatchObject({ type: "conflict" });
			await uploads.putPart(a.id, index, part("a", index));
			await uploads.putPart(b.id, index, part("b", index));
		}
		await uploads.putPart(a.id, 1, part("c", 1));
		await Promise.all([uploads.complete(a.id), uploads.complete(b.id)]);
		const { text } = await read(files);
		expect([`${"c".repeat(partBytes)}${"a".repeat(partBytes)}a`, "b".repeat(bytes)].includes(text ?? "")).toBe(true);
	});

	it("belong to one tenant, and so do its uploads", async () => {
		const [one, two] = [makeTenant(), makeTenant()];
		await put(one.files, "mine");
		const { id } = await one.uploads.begin({ name, contentType: "text/plain", bytes: 1 });
		await expect(read(two.files)).rejects.toMatchObject({ type: "not-found" });
		await expect(two.uploads.read(id)).rejects.toMatchObject({ type: "not-found" });
		await expect(two.uploads.abort(id)).rejects.toMatchObject({ type: "not-found" });
		expect((await two.files.list({ prefix: "", after: null, limit: 10 })).files).toEqual([]);
		expect((await one.files.list({ prefix: "a/", after: null, limit: 10 })).files).toMatchObject([{ name: "a/b.txt", bytes: 4 }]);
	});

	it("refuse a part of another length than every part has", async () => {
		const { uploads } = makeTenant();
		const { id, parts } = await uploads.begin({ name, contentType: "text/plain", bytes: partBytes + 1 });
		expect(parts).toBe(2);
		for (const [part, text] of [
			[1, "x"],
			[2, "xx"],
			[3, "x"],
		] as const)
			await expect(uploads.putPart(id, part, toBody(text))).rejects.toMatchObject({ type: "bad-request" });
	});

	it("lose their stale uploads, the newer ones stay, and a second run does nothing", async () => {
		const { uploads, files } = makeTenant();
		at = NOW - 7 * HOUR;
		const stale = await uploads.begin({ name, contentType: "text/plain", bytes: 1 });
		const finished = await uploads.begin({ name: parseFileName("done"), contentType: "text/plain", bytes: 1 });
		await uploads.putPart(stale.id, 1, toBody("x"));
		await uploads.putPart(finished.id, 1, toBody("y"));
		await uploads.complete(finished.id);
		at = NOW - HOUR;
		const fresh = await uploads.begin({ name, contentType: "text/plain", bytes: 1 });
		const run = () => abortStaleUploads({ bucket, before: NOW - 6 * HOUR, limit: 100 });
		expect(await run()).toEqual({ removed: 2, more: false });
		await expect(uploads.putPart(stale.id, 1, toBody("x"))).rejects.toMatchObject({ type: "not-found" });
		expect((await files.list({ prefix: "", after: null, limit: 10 })).files.map((file) => file.name)).toEqual(["done"]);
		expect(await uploads.read(fresh.id)).toMatchObject({ parts: 1, uploaded: [] });
		expect((await bucket.list({ prefix: "parts/", limit: 100 })).objects.filter(({ key }) => key.includes(stale.id))).toEqual([]);
		expect(await run()).toEqual({ removed: 0, more: false });
	});
});
