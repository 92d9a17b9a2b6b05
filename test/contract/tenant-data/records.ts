import { expect, it } from "vitest";
import { z } from "zod";
import { problem } from "../client.ts";
import { JSON_TYPE, type TenantCall } from "../data-client.ts";

const listed = z.object({
	records: z.array(z.object({ id: z.string(), etag: z.string(), updatedAt: z.iso.datetime(), data: z.unknown() })),
	cursor: z.string().optional(),
});

/** What holds for the records of any tenant, wherever it lives. */
export function describeRecords(tenant: string, call: TenantCall, other: TenantCall): void {
	const put = (path: string, body: string, headers: Record<string, string> = {}) =>
		call(path, { method: "PUT", headers: { ...JSON_TYPE, ...headers }, body });

	it("come back byte for byte with the tag that the write gave", async () => {
		const text = ' {"n" : 1.0e2, "t":"\\u00e9é語😀", "deep":[[[]]]}\n';
		const written = await put("/v1/records/orders/a", text);
		const read = await call("/v1/records/orders/a");
		expect([written.status, read.status, read.text]).toEqual([201, 200, text]);
		expect(written.headers.get("etag")).toMatch(/^"[\w-]{22}"$/);
		expect(read.headers.get("etag")).toBe(written.headers.get("etag"));
		expect(read.headers.get("content-type")).toBe("application/json");
		expect(read.headers.get("cache-control")).toBe("private, no-cache");
		expect(read.headers.get("x-request-id")).toBeTruthy();
	});

	it("are replaced with 200, and read as replaced by whoever sends the write's bookmark", async () => {
		await put("/v1/records/orders/b", "1");
		const replaced = await put("/v1/records/orders/b", "2");
		const bookmark = replaced.headers.get("x-d1-bookmark") ?? "";
		expect([replaced.status, replaced.text, bookmark.length > 0]).toEqual([200, "", true]);
		const read = await call("/v1/records/orders/b", { headers: { "x-d1-bookmark": bookmark } });
		expect([read.text, read.headers.get("x-d1-bookmark")?.length]).toEqual(["2", bookmark.length]);
	});

	it("are written only over the version that If-Match and If-None-Match ask for", async () => {
		const path = "/v1/records/orders/c";
		expect(await put(path, "1", { "if-match": "*" })).toMatchObject(problem(412, "precondition-failed"));
		const first = (await put(path, "1", { "if-none-match": "*" })).headers.get("etag") ?? "";
		expect(await put(path, "2", { "if-none-match": "*" })).toMatchObject(problem(412, "precondition-failed"));
		expect((await put(path, "2", { "if-match": `"x", ${first}` })).status).toBe(200);
		expect(await put(path, "3", { "if-match": first })).toMatchObject(problem(412, "precondition-failed"));
		expect(await call(path, { method: "DELETE", headers: { "if-match": first } })).toMatchObject(problem(412, "precondition-failed"));
		expect((await call(path)).text).toBe("2");
	});

	it("answer 304 to who has the version already, and HEAD as GET without a body", async () => {
		const etag = (await put("/v1/records/orders/d", "1")).headers.get("etag") ?? "";
		const unchanged = await call("/v1/records/orders/d", { headers: { "if-none-match": `W/${etag}` } });
		expect([unchanged.status, unchanged.text, unchanged.headers.get("etag")]).toEqual([304, "", etag]);
		expect((await call("/v1/records/orders/d", { headers: { "if-none-match": '"x"' } })).status).toBe(200);
		const head = await call("/v1/records/orders/d", { method: "HEAD" });
		expect([head.status, head.text, head.headers.get("etag")]).toEqual([200, "", etag]);
	});

	it("are gone after DELETE, which finds nothing a second time", async () => {
		await put("/v1/records/orders/e", "1");
		const remove = () => call("/v1/records/orders/e", { method: "DELETE" });
		expect((await remove()).status).toBe(204);
		expect(await call("/v1/records/orders/e")).toMatchObject(problem(404, "not-found"));
		expect(await remove()).toMatchObject(problem(404, "not-found"));
	});

	it("are the tenant's own", async () => {
		await put("/v1/records/private/a", "1");
		expect(await other("/v1/records/private/a")).toMatchObject(problem(404, "not-found"));
		expect((await other("/v1/records/private")).json).toEqual({ records: [] });
		expect(await other("/v1/records/private/a", { method: "DELETE" })).toMatchObject(problem(404, "not-found"));
		const forged = { "x-stagecraft-tenant": JSON.stringify({ tenant, location: "weur", shards: ["pool-weur-0"], epoch: 1 }) };
		expect(await other("/v1/records/private/a", { headers: forged })).toMatchObject(problem(404, "not-found"));
	});

	it("are listed by id, each once, in pages of the size that is asked for", async () => {
		const ids = Array.from({ length: 25 }, (_, i) => `${i}:x~@.-_`);
		for (const id of ids) await put(`/v1/records/list/${id}`, `{"id" : "${id}"}`);
		const seen: string[] = [];
		for (let cursor: string | undefined = "", pages = 0; cursor !== undefined; pages++) {
			const answer = await call(`/v1/records/list?limit=10${cursor && `&cursor=${cursor}`}`);
			const page: z.infer<typeof listed> = listed.parse(answer.json);
			expect(page.records.length).toBe(pages === 2 ? 5 : 10);
			for (const { id } of page.records) expect(answer.text).toContain(`"data":{"id" : "${id}"}`);
			seen.push(...page.records.map(({ id }) => id));
			cursor = page.cursor;
		}
		expect(seen).toEqual(ids.toSorted());
	});

	it("may have 262,144 bytes and none more", async () => {
		const body = (bytes: number) => `"${"x".repeat(bytes - 2)}"`;
		expect((await put("/v1/records/large/a", body(262_144))).status).toBe(201);
		expect(await put("/v1/records/large/a", body(262_145))).toMatchObject(problem(413, "too-large"));
		expect((await call("/v1/records/large/a")).text).toBe(body(262_144));
	});

	it("are refused by what is wrong with the request", async () => {
		for (const body of ["", "{", "\uFEFF1", "nul", "{'a':1}"])
			expect(await put("/v1/records/a/a", body)).toMatchObject(problem(400, "bad-json"));
		expect(await put("/v1/records/a/a", "1", { "content-type": "text/plain" })).toMatchObject(problem(415, "unsupported-media-type"));
		for (const path of ["a/b%2Fc", "a/%C3%A9", `a/${"x".repeat(129)}`, "a%20b/c", "a/%ZZ", "a/%00"])
			for (const method of ["PUT", "GET", "DELETE"]) {
				const content = method === "PUT" ? { headers: JSON_TYPE, body: "1" } : {};
				expect(await call(`/v1/records/${path}`, { method, ...content })).toMatchObject(problem(400, "bad-parameter"));
			}
		for (const headers of [{ "if-match": "abc" }, { "if-none-match": '"a' }])
			expect(await call("/v1/records/a/a", { headers })).toMatchObject(problem(400, "bad-parameter"));
		for (const limit of ["0", "101", "x", ""])
			expect(await call(`/v1/records/a?limit=${limit}`)).toMatchObject(problem(400, "bad-parameter"));
		for (const cursor of ["x", "", "WyJldmVudHMiLDEsImEiXQ"])
			expect(await call(`/v1/records/a?cursor=${cursor}`)).toMatchObject(problem(400, "bad-cursor"));
	});

	it("take no bookmark that no answer gave, and any that one could have given", async () => {
		await put("/v1/records/orders/f", "1");
		for (const bookmark of ["x", "e30x", "first-primary", btoa('{"pool-weur-0":"first-primary"}')])
			expect(await call("/v1/records/orders/f", { headers: { "x-d1-bookmark": bookmark } })).toMatchObject(problem(400, "bad-bookmark"));
		const shards = ["pool-weur-0", "tenant-globex-0", "tenant-globex-1", "tenant-globex-2", "tenant-globex-3", "tenant-acme-0"];
		const foreign = btoa(
			JSON.stringify(Object.fromEntries(shards.map((shard) => [shard, `ffffffff-ffffffff-ffffffff-${"f".repeat(32)}`]))),
		);
		for (const path of ["/v1/records/orders/f", "/v1/records/orders", "/v1/events"])
			expect((await call(path, { headers: { "x-d1-bookmark": foreign } })).status).toBe(200);
	});

	it("have no other methods and no routes beside", async () => {
		const refused = await call("/v1/records/a/a", { method: "POST", body: "1" });
		expect(refused).toMatchObject(problem(405, "method-not-allowed"));
		expect(refused.headers.get("allow")).toContain("PUT");
		expect(await call("/v1/records/a", { method: "DELETE" })).toMatchObject(problem(405, "method-not-allowed"));
		for (const path of ["/v1/records", "/v1/records/a/b/c", "/v1/nothing"])
			expect(await call(path)).toMatchObject(problem(404, "not-found"));
	});
}
