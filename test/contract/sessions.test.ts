import { afterAll, beforeAll, expect, it } from "vitest";
import { type Client, problem, startClient } from "./client.ts";

let client: Client & { readonly account: { readonly url: string } };
beforeAll(async () => {
	client = await startClient({ config: { "stagecraft:overrides": JSON.stringify({ rateLimits: { failuresPerMinute: 8 } }) } });
});
afterAll(() => client.stop());

const own = () => ({ origin: client.account.url, "sec-fetch-site": "same-origin" });

/** Signs in as a browser would, and gives the cookie that it would send. */
async function signIn(headers: Readonly<Record<string, string>> = {}): Promise<string> {
	const answer = await client.admin("/admin/session", { method: "POST", headers: { ...own(), ...headers } });
	expect(answer).toMatchObject({ status: 201, json: { subject: "admin" } });
	return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

const get = (cookie: string, path = "/admin/session") => client.call(path, { headers: { cookie } });
const remove = (cookie: string, headers: Readonly<Record<string, string>>, path = "/admin/session") =>
	client.call(path, { method: "DELETE", headers: { cookie, ...headers } });

it("opens the admin routes to the session as to the token, and the tenants' to neither", async () => {
	const cookie = await signIn();
	expect(await get(cookie)).toMatchObject({ status: 200, json: { subject: "admin" } });
	expect(await get(cookie, "/admin/tenants")).toMatchObject({ status: 200, json: { tenants: [] } });
	expect(await get(cookie, "/v1/usage")).toMatchObject(problem(401, "unauthenticated"));
	const headers = { cookie, ...own() };
	expect((await client.call("/admin/tenants", { method: "POST", headers, body: { id: "made" } })).status).toBe(201);
});

it("gives a cookie for this host alone, which no script reads and no other site sends", async () => {
	const answer = await client.admin("/admin/session", { method: "POST" });
	const cookie = answer.headers.get("set-cookie");
	expect(cookie).toMatch(/^local-session=[\w.-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
	const [, token = ""] = /=([^;]+)/.exec(cookie ?? "") ?? [];
	// The name that HTTPS has is worth nothing here, and the reverse.
	expect(await get(`__Host-session=${token}`)).toMatchObject(problem(401, "unauthenticated"));
});

it("is over at once when one signs out, and the browser forgets it", async () => {
	const [cookie, other] = [await signIn(), await signIn()];
	const answer = await remove(cookie, own());
	expect([answer.status, answer.headers.get("set-cookie")]).toEqual([204, expect.stringContaining("Max-Age=0")]);
	expect(await get(cookie)).toMatchObject(problem(401, "unauthenticated"));
	expect((await get(other)).status).toBe(200);
});

it("ends every session at once", async () => {
	const cookies = [await signIn(), await signIn(), await signIn()];
	expect((await remove(cookies[0] ?? "", own(), "/admin/sessions")).status).toBe(204);
	for (const cookie of cookies) expect(await get(cookie)).toMatchObject(problem(401, "unauthenticated"));
});

it("gives another id at each sign-in, and kills the one that the browser had", async () => {
	const before = await signIn();
	const after = await signIn({ cookie: before });
	expect(after).not.toBe(before);
	expect([(await get(before)).status, (await get(after)).status]).toEqual([401, 200]);
});

it("refuses what another site's page asks for with the cookie, and changes nothing", async () => {
	const cookie = await signIn();
	const foreign: readonly Readonly<Record<string, string>>[] = [
		{},
		{ origin: "https://evil.example" },
		{ origin: "null" },
		{ "sec-fetch-site": "cross-site" },
		{ "sec-fetch-site": "same-site", origin: client.account.url },
		{ "sec-fetch-site": "same-origin", origin: "https://evil.example" },
	];
	for (const headers of foreign) {
		expect(await remove(cookie, headers)).toMatchObject(problem(403, "cross-site"));
		const body = { id: "forged" };
		const post = await client.call("/admin/tenants", { method: "POST", headers: { cookie, ...headers }, body });
		expect(post).toMatchObject(problem(403, "cross-site"));
	}
	expect((await client.admin("/admin/tenants/forged")).status).toBe(404);
	expect((await get(cookie)).status).toBe(200);
	const evil = { origin: "https://evil.example" };
	expect(await client.admin("/admin/session", { method: "POST", headers: evil })).toMatchObject(problem(403, "cross-site"));
});

it("counts failed sign-ins and forged sessions against the address, and no session that is over", async () => {
	const over = await signIn();
	await remove(over, own());
	for (let i = 0; i < 12; i += 1) expect((await get(over)).status).toBe(401);
	const attempts = [() => client.call("/admin/session", { method: "POST", token: "wrong" }), () => get(`${over.slice(0, -3)}AAA`)];
	const statuses: number[] = [];
	for (let i = 0; i < 40 && !statuses.includes(429); i += 1) statuses.push((await attempts[i % 2]?.())?.status ?? 0);
	expect(new Set(statuses)).toEqual(new Set([401, 429]));
});
