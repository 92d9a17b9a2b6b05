import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { problem } from "./client.ts";
import { type DataClient, JSON_TYPE, OVERRIDES, startDataClient, type TenantCall } from "./data-client.ts";

/** A page that may use signed URLs. */
const PAGE = "https://app.example.com";
const TEXT = { "content-type": "text/plain" } as const;
const listed = z.object({ files: z.array(z.object({ name: z.string(), bytes: z.int() })), cursor: z.string().optional() });
const upload = z.object({ id: z.string(), parts: z.int(), partBytes: z.int(), uploaded: z.array(z.object({ part: z.int() })).optional() });

const CASES = [
	{ tenant: "acme", bucket: "stagecraft-prod-files-eu" },
	{ tenant: "demo2", bucket: "stagecraft-prod-files" },
] as const;

let client: DataClient;
beforeAll(async () => {
	const config = { "stagecraft:overrides": JSON.stringify(OVERRIDES), "stagecraft:filesOrigins": JSON.stringify([PAGE]) };
	client = await startDataClient({ stack: "prod", stage: "10m", config });
});
afterAll(() => client.stop());

describe.for(CASES)("the files of $tenant", ({ tenant, bucket }) => {
	let key: string;
	let call: TenantCall;
	let other: TenantCall;
	beforeAll(async () => {
		key = (await client.createTenant(tenant)).key;
		call = (path, options) => client.call(path, { ...options, token: key });
		other = await client.asTenant(`not-${tenant}`);
	});

	const put = (name: string, body: string, headers: Record<string, string> = {}) =>
		call(`/v1/files/${name}`, { method: "PUT", headers: { ...TEXT, ...headers }, body });

	it("are read back as they were sent, as a download that no browser runs", async () => {
		expect(await put("a/b%20c.txt", "hello")).toMatchObject({
			status: 200,
			json: { name: "a/b c.txt", bytes: 5, contentType: "text/plain" },
		});
		const read = await call("/v1/files/a/b%20c.txt", { headers: { "accept-encoding": "identity" } });
		expect([read.status, read.text, read.headers.get("content-type"), read.headers.get("content-length")]).toEqual([
			200,
			"hello",
			"text/plain",
			"5",
		]);
		expect(read.headers.get("content-disposition")).toBe(`attachment; filename="b c.txt"; filename*=UTF-8''b%20c.txt`);
		expect(read.headers.get("x-content-type-options")).toBe("nosniff");
		const head = await call("/v1/files/a/b%20c.txt", { method: "HEAD" });
		expect([head.status, head.text, head.headers.get("content-length"), head.headers.get("etag")]).toEqual([
			200,
			"",
			"5",
			read.headers.get("etag"),
		]);
	});

	it("lie in the bucket of their tenant's place, under the tenant's own prefix", async () => {
		await put("place.txt", "x");
		const keys = (await (await client.account.r2(bucket)).list({ prefix: "files/" })).objects.map((object) => object.key);
		expect(keys).toContain(`files/${tenant}/place.txt`);
		expect(keys.every((found) => [tenant, `not-${tenant}`].includes(found.split("/")[1] ?? ""))).toBe(true);
	});

	it("are sent in part, and only if they changed", async () => {
		const etag = (await put("range.txt", "0123456789")).headers.get("etag") ?? "";
		const get = async (headers: Record<string, string>) => {
			const { status, text, headers: answered } = await call("/v1/files/range.txt", { headers });
			return [status, text, answered.get("content-range")];
		};
		expect(await get({ range: "bytes=2-4" })).toEqual([206, "234", "bytes 2-4/10"]);
		expect(await get({ range: "bytes=7-99" })).toEqual([206, "789", "bytes 7-9/10"]);
		expect(await get({ range: "bytes=-3" })).toEqual([206, "789", "bytes 7-9/10"]);
		expect(await get({ range: "bytes=4-" })).toEqual([206, "456789", "bytes 4-9/10"]);
		expect(await get({ range: "bytes=0-1,3-4" })).toEqual([200, "0123456789", null]);
		expect((await get({ range: "bytes=10-" }))[0]).toBe(416);
		expect((await get({ range: "bytes=10-" }))[2]).toBe("bytes */10");
		expect(await get({ range: "bytes=2-4", "if-range": etag })).toEqual([206, "234", "bytes 2-4/10"]);
		expect(await get({ range: "bytes=2-4", "if-range": '"older"' })).toEqual([200, "0123456789", null]);
		expect((await get({ "if-none-match": etag })).slice(0, 2)).toEqual([304, ""]);
		expect((await get({ "if-none-match": '"older"' }))[0]).toBe(200);
		expect((await get({ "if-match": '"older"' }))[0]).toBe(412);
		expect((await get({ "if-match": etag, range: "bytes=0-0" })).slice(0, 2)).toEqual([206, "0"]);
		expect((await get({ "if-modified-since": new Date(Date.now() + 60_000).toUTCString() }))[0]).toBe(304);
	});

	it("have one winner where two are put at a time, and are never mixed", async () => {
		const bodies = ["a", "b", "c", "d"].map((letter) => letter.repeat(200_000));
		const answers = await Promise.all(bodies.map((body) => put("race.txt", body, { "if-none-match": "*" })));
		expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 412, 412, 412]);
		const winner = bodies[answers.findIndex(({ status }) => status === 201)];
		expect((await call("/v1/files/race.txt")).text === winner).toBe(true);
		const etag = (await call("/v1/files/race.txt")).headers.get("etag") ?? "";
		const seconds = await Promise.all(bodies.map((body) => put("race.txt", body.replaceAll(/./g, "z"), { "if-match": etag })));
		expect(seconds.filter(({ status }) => status === 412).length).toBeGreaterThanOrEqual(bodies.length - 2);
		await Promise.all(bodies.map((body) => put("free.txt", body)));
		expect(bodies).toContain((await call("/v1/files/free.txt")).text);
	});

	it("are the tenant's own, whatever a name tries", async () => {
		await put("secret.txt", "mine");
		for (const name of ["secret.txt", `..%2f${tenant}%2fsecret.txt`, `%2e%2e%2f${tenant}/secret.txt`, `/${tenant}/secret.txt`])
			expect([400, 404]).toContain((await other(`/v1/files/${name}`)).status);
		expect((await other("/v1/files?prefix=../")).json).toEqual({ files: [] });
		expect((await other(`/v1/files?prefix=../${tenant}/`)).json).toEqual({ files: [] });
		for (const name of ["a%2fb", "a%5cb", "a//b", "a/%00b", "a%0ab", "%ff", "a/%2e%2e%2fb", "x".repeat(256)])
			expect([name, [400, 404].includes((await put(name, "x")).status)]).toEqual([name, true]);
	});

	it("are refused without a length, of a type that isn't taken, or too long", async () => {
		expect(await put("x.txt", "x", { "content-type": "multipart/form-data; boundary=x" })).toMatchObject(
			problem(415, "unsupported-media-type"),
		);
		expect(await put("x.txt", "x", { "content-type": "text/plain\u00e9" })).toMatchObject(problem(415, "unsupported-media-type"));
		const chunked = await fetch(`${client.account.url}/v1/files/x.txt`, {
			method: "PUT",
			headers: { ...TEXT, authorization: `Bearer ${key}` },
			body: new Blob(["x"]).stream(),
			duplex: "half",
		});
		expect(chunked.status).toBe(411);
		expect((await call("/v1/files/x.txt")).status).toBe(404);
	});

	it("are listed by prefix, page by page, and are gone once deleted", async () => {
		for (const name of ["list/1", "list/2", "list/3", "listed"]) await put(name, name);
		const page = listed.parse((await call("/v1/files?prefix=list/&limit=2")).json);
		expect(page.files).toEqual([
			{ name: "list/1", bytes: 6 },
			{ name: "list/2", bytes: 6 },
		]);
		const rest = listed.parse((await call(`/v1/files?prefix=list/&limit=2&cursor=${page.cursor}`)).json);
		expect([rest.files.map(({ name }) => name), rest.cursor]).toEqual([["list/3"], undefined]);
		expect((await call("/v1/files/list/1", { method: "DELETE" })).status).toBe(204);
		expect((await call("/v1/files/list/1")).status).toBe(404);
		expect(await call("/v1/files/list/2", { method: "DELETE", headers: { "if-match": '"x"' } })).toMatchObject(
			problem(400, "bad-parameter"),
		);
	});

	it("are not there when their client vanishes on the way", async () => {
		const { hostname, port } = new URL(client.account.url);
		const socket = connect(Number(port), hostname);
		const head = `PUT /v1/files/vanished.bin HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/octet-stream\r\ncontent-length: 1000000\r\n\r\n`;
		await new Promise<void>((resolve) => socket.write(head + "x".repeat(300_000), () => resolve()));
		socket.destroy();
		await put("after.txt", "x");
		expect((await call("/v1/files/vanished.bin")).status).toBe(404);
	});

	it("of many parts are put together, also by a client that comes back, and are whole or not there", async () => {
		const bytes = 5_242_880 * 3 + 5;
		const begin = async () =>
			upload.parse(
				(
					await call("/v1/files", {
						method: "POST",
						headers: JSON_TYPE,
						body: { name: "big.bin", contentType: "application/octet-stream", bytes },
					})
				).json,
			);
		const begun = await begin();
		expect(begun.parts).toBe(Math.ceil(bytes / begun.partBytes));
		const part = (index: number, letter: string) => letter.repeat(Math.min(begun.partBytes, bytes - (index - 1) * begun.partBytes));
		const send = (id: string, index: number, letter: string) =>
			call(`/v1/uploads/${id}/${index}`, { method: "PUT", body: part(index, letter) });
		const complete = (id: string) => call(`/v1/uploads/${id}`, { method: "POST" });
		const rival = await begin();
		for (let index = begun.parts; index >= 1; index -= 1) {
			expect((await complete(begun.id)).status).toBe(409);
			expect((await send(begun.id, index, "a")).status).toBe(200);
			expect((await send(rival.id, index, "b")).status).toBe(200);
			const state = upload.parse((await call(`/v1/uploads/${begun.id}`)).json);
			expect(state.uploaded).toHaveLength(begun.parts - index + 1);
		}
		expect((await call("/v1/files/big.bin")).status).toBe(404);
		expect((await other(`/v1/uploads/${begun.id}`)).status).toBe(404);
		expect((await complete(begun.id)).json).toEqual((await complete(begun.id)).json);
		const whole = await call("/v1/files/big.bin");
		expect(whole.text === "a".repeat(bytes)).toBe(true);
		expect((await call(`/v1/uploads/${rival.id}`, { method: "DELETE" })).status).toBe(204);
		expect(await complete(rival.id)).toMatchObject(problem(404, "not-found"));
		expect(await call(`/v1/uploads/${begun.id}/1`, { method: "PUT", body: "short" })).toMatchObject(problem(400, "bad-request"));
	});

	const sign = async (name: string, body: unknown) => {
		const answer = await call(`/v1/files/${name}`, { method: "POST", headers: JSON_TYPE, body });
		return z.object({ url: z.string(), headers: z.record(z.string(), z.string()), expiresAt: z.string() }).parse(answer.json);
	};

	it("are read in ranges by a signed URL, and by pages of the origins that the stack names", async () => {
		await put("signed/range.txt", "0123456789");
		const { url } = await sign("signed/range.txt", { method: "GET" });
		const read = async (headers: Record<string, string>, method = "GET") => {
			const response = await fetch(url, { method, headers });
			return [response.status, await response.text(), response.headers.get("content-range")];
		};
		expect(await read({ range: "bytes=2-4" })).toEqual([206, "234", "bytes 2-4/10"]);
		expect(await read({ range: "bytes=-3" })).toEqual([206, "789", "bytes 7-9/10"]);
		expect(await read({ range: "bytes=8-" })).toEqual([206, "89", "bytes 8-9/10"]);
		expect(await read({ range: "bytes=0-1,4-5" })).toEqual([200, "0123456789", null]);
		expect(await read({ range: "bytes=10-" })).toEqual([416, expect.stringContaining("InvalidRange"), "bytes */10"]);

		const preflight = (origin: string, method: string, asked: string) =>
			fetch(url, {
				method: "OPTIONS",
				headers: { origin, "access-control-request-method": method, "access-control-request-headers": asked },
			});
		const allowed = await preflight(PAGE, "PUT", "content-type,if-none-match");
		expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, PAGE]);
		for (const refused of [
			await preflight("https://evil.example", "PUT", "content-type"),
			await preflight(PAGE, "DELETE", ""),
			await preflight(PAGE, "PUT", "x-amz-acl"),
		])
			expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([403, null]);
		const [own, evil] = [
			await fetch(url, { headers: { origin: PAGE } }),
			await fetch(url, { headers: { origin: "https://evil.example" } }),
		];
		expect([own.status, own.headers.get("access-control-allow-origin"), own.headers.get("access-control-expose-headers")]).toEqual([
			200,
			PAGE,
			"etag, content-length, content-range",
		]);
		expect([evil.status, evil.headers.get("access-control-allow-origin")]).toEqual([200, null]);
		const faulty = await fetch(url.replace("signed", "stolen"), { headers: { origin: PAGE } });
		expect([faulty.status, faulty.headers.get("access-control-allow-origin")]).toEqual([403, PAGE]);
	});

	it("are written and read by signed URLs, each for one file, one method, one type and length, and a short time", async () => {
		const send = (url: string, headers: Record<string, string> = {}, body = "12345") =>
			fetch(url, {
				method: "PUT",
				headers: Object.fromEntries(Object.entries(headers).filter(([header]) => header !== "content-length")),
				body,
			});
		const put = await sign("signed/a+b%20é.csv", { method: "PUT", contentType: "text/csv", bytes: 5 });
		expect(Date.parse(put.expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
		expect((await send(put.url, { "content-type": "text/html" })).status).toBe(403);
		expect((await send(put.url, put.headers, "123456")).status).toBe(403);
		expect((await send(put.url.replace("signed", "stolen"), put.headers)).status).toBe(403);
		expect((await send(put.url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"), put.headers)).status).toBe(403);
		expect((await fetch(put.url)).status).toBe(403);
		expect((await send(put.url, put.headers)).status).toBe(200);
		expect(await call("/v1/files/signed/a+b%20é.csv")).toMatchObject({ status: 200, text: "12345" });
		const once = await sign("signed/a+b%20é.csv", { method: "PUT", contentType: "text/csv", bytes: 5, onlyNew: true });
		expect((await send(once.url, once.headers)).status).toBe(412);
		const get = await fetch((await sign("signed/a+b%20é.csv", { method: "GET" })).url);
		expect([get.status, await get.text(), get.headers.get("content-type")]).toEqual([200, "12345", "text/csv"]);
		expect(get.headers.get("content-disposition")).toContain("attachment");
		expect((await other(`/v1/files/..%2f${tenant}%2fsigned`, { method: "POST", headers: JSON_TYPE, body: { method: "GET" } })).status).toBe(
			400,
		);
	});
});
