import { afterAll, beforeAll, expect, it } from "vitest";
import { type Client, problem, startClient } from "./client.ts";

let client: Client & { readonly account: { readonly url: string } };
let cookie: string;
beforeAll(async () => {
	const started = await startClient();
	client = started;
	await client.createTenant("acme");
	const bucket = await started.account.r2("stagecraft-dev-deadletters");
	const [queue, id] = ["stagecraft-dev-events-0", "1~at~m"];
	const letter = {
		id: `${queue}~${id}`,
		queue,
		reason: "<script>alert(1)</script>",
		attempts: 6,
		at: "2026-11-21T00:00:00.000Z",
		message: "m",
	};
	await bucket.put(`${queue}/${id}.json`, JSON.stringify(letter));
	cookie = (await client.admin("/admin/session", { method: "POST" })).headers.get("set-cookie")?.split(";")[0] ?? "";
});
afterAll(() => client.stop());

const nonceOf = (headers: Headers) => /script-src 'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "")?.[1] ?? "none";

it("shows who isn't signed in where to sign in, and nothing of the service", async () => {
	const { status, headers, text } = await client.call("/admin");
	expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([200, "text/html; charset=utf-8", "no-store"]);
	expect(text).toContain('<label for="token">');
	expect(text).not.toContain("acme");
	expect(text).not.toContain("data-sign-out>");
	expect(await client.call("/admin", { headers: { cookie: "local-session=forged.forged" } })).toMatchObject(
		problem(401, "unauthenticated"),
	);
});

it("shows who is signed in tenants with their shards, dead letters and the deployment", async () => {
	const { text } = await client.call("/admin", { headers: { cookie } });
	expect(text).toMatch(/<th scope="row">acme<\/th><td>open<\/td>.*<code>pool-weur-0<\/code>/);
	expect(text).toContain("stagecraft-dev-events-0: 1");
	expect(text).toContain("<dt>Stage</dt><dd>launch</dd>");
	expect(text).not.toContain('<label for="token">');
});

it("runs its own script and style and no one else's, whatever a dead letter says", async () => {
	const { headers, text } = await client.call("/admin", { headers: { cookie } });
	const nonce = nonceOf(headers);
	expect([...text.matchAll(/<(script|style)([^>]*)>/g)].map(([, name, rest]) => [name, rest?.trim()])).toEqual([
		["style", `nonce="${nonce}"`],
		["script", `nonce="${nonce}"`],
	]);
	expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
	expect(text).not.toMatch(/\son\w+=|\sstyle=/);
	expect(nonceOf((await client.call("/admin")).headers)).not.toBe(nonce);
	expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
	expect((await client.call("/health")).headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
});

it("names its language, its fields, its tables and where its content begins", async () => {
	const { text } = await client.call("/admin", { headers: { cookie } });
	for (const wanted of [
		'<html lang="en">',
		'href="#content"',
		'<main id="content">',
		"<caption>",
		'scope="col"',
		'role="alert"',
		'name="viewport"',
	])
		expect(text).toContain(wanted);
	expect(text.match(/<title>[^<]+<\/title>/g)).toHaveLength(1);
	expect(text.match(/<h1>/g)).toHaveLength(1);
});
