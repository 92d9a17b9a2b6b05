import { describe, expect, it } from "vitest";
import { makeResponseCache, type ResponseEvent } from "../../../../workers/lib/response-cache/response-cache.ts";

type CachePart = Pick<Cache, "match" | "put">;
const KEPT = { "cache-control": "public, max-age=60", etag: '"a"' };

function mapCache(): CachePart {
	const held = new Map<string, Response>();
	return {
		match: async (key) => held.get(String(key))?.clone(),
		put: async (key, response) => void held.set(String(key), response),
	};
}

function start(cache: CachePart | undefined, tenant = "demo") {
	const events: ResponseEvent[] = [];
	const behind: Promise<unknown>[] = [];
	const seen: Request[] = [];
	const through = makeResponseCache({
		cache,
		tenant,
		waitUntil: (promise) => void behind.push(promise),
		onEvent: (event) => void events.push(event),
	});
	const ask = async (path: string, init: RequestInit = {}, answer: ResponseInit & { body?: string | null } = { headers: KEPT }) => {
		const response = await through(new Request(`https://demo${path}`, init), async (request) => {
			seen.push(request);
			return new Response(answer.body === undefined ? `body ${seen.length}` : answer.body, answer);
		});
		const text = await response.text();
		await Promise.all(behind.splice(0));
		return { status: response.status, headers: response.headers, text };
	};
	return { ask, events, seen };
}

describe.for([
	["plain objects", () => mapCache()],
	["the Cache API in workerd", () => caches.open(crypto.randomUUID())],
] as const)("a response cache of %s", ([, makeCache]) => {
	it("answers a second time what may be kept", async () => {
		const { ask, seen } = start(await makeCache());
		expect([(await ask("/a")).text, (await ask("/a")).text, (await ask("/a?b")).text]).toEqual(["body 1", "body 1", "body 2"]);
		expect(seen).toHaveLength(2);
	});

	it("never answers one tenant with another's", async () => {
		const cache = await makeCache();
		expect((await start(cache, "one").ask("/a")).text).toBe("body 1");
		const two = start(cache, "two");
		await two.ask("/b");
		expect((await two.ask("/a")).text).toBe("body 2");
	});

	it("keeps an answer for each value of what it varies by, and says so", async () => {
		const { ask, seen } = start(await makeCache());
		const vary = { headers: { ...KEPT, vary: "Accept-Language" } };
		const inLanguage = (language: string) => ask("/a", { headers: { "accept-language": language } }, vary);
		expect([(await inLanguage("de")).text, (await inLanguage("fr")).text, (await inLanguage("de")).text]).toEqual([
			"body 1",
			"body 2",
			"body 1",
		]);
		expect([(await inLanguage("fr")).headers.get("vary"), seen.length]).toEqual(["accept-language", 2]);
	});

	it("answers 304 to whoever has it, and keeps the whole for the others", async () => {
		const { ask, seen } = start(await makeCache());
		expect((await ask("/a", { headers: { "if-none-match": '"x", W/"a"' } })).status).toBe(304);
		expect(seen[0]?.headers.get("if-none-match")).toBeNull();
		const whole = await ask("/a");
		expect([whole.status, whole.text, seen.length]).toEqual([200, "body 1", 1]);
		expect(await ask("/a", { headers: { "if-none-match": '"b"' } })).toMatchObject({ status: 200, text: "body 1" });
	});

	it("answers HEAD from what GET left, and never GET from HEAD", async () => {
		const { ask, seen } = start(await makeCache());
		await ask("/a", { method: "HEAD" });
		expect((await ask("/a")).text).toBe("body 2");
		expect([(await ask("/a", { method: "HEAD" })).text, seen.length]).toEqual(["", 2]);
	});

	it.for([
		["a POST", { method: "POST", body: "x" }, { headers: KEPT }],
		["a request with Authorization", { headers: { authorization: "Bearer x" } }, { headers: KEPT }],
		["a request that wants none", { headers: { "cache-control": "no-store" } }, { headers: KEPT }],
		["an answer with Set-Cookie", {}, { headers: { ...KEPT, "set-cookie": "a=b" } }],
		["a private answer", {}, { headers: { "cache-control": "private, max-age=60" } }],
		["an answer that is not to be stored", {}, { headers: { "cache-control": "max-age=60, No-Store" } }],
		["an answer that says nothing of its time", {}, { headers: {} }],
		["an answer that varies by all", {}, { headers: { ...KEPT, vary: "*" } }],
		["a server's error", {}, { status: 500, headers: KEPT }],
		["a part", { headers: { range: "bytes=0-1" } }, { status: 206, headers: KEPT }],
	] as const)("keeps nothing of %s", async ([, init, answer]) => {
		const { ask, seen } = start(await makeCache());
		await ask("/a", init, answer);
		await ask("/a", init, answer);
		expect(seen).toHaveLength(2);
		if (!("method" in init)) expect((await ask("/a")).text).toBe("body 3");
	});
});

it("says on every response what caches may do with it", async () => {
	for (const init of [{}, { method: "POST", body: "x" }, { headers: { range: "bytes=0-1" } }]) {
		expect((await start(mapCache()).ask("/a", init, { headers: {} })).headers.get("cache-control")).toBe("private, no-store");
	}
});

it("costs no request where there is no cache, or it fails, which is told", async () => {
	expect((await start(undefined).ask("/a")).text).toBe("body 1");
	const fail = () => Promise.reject(new Error("down"));
	const { ask, events } = start({ match: fail, put: fail });
	expect((await ask("/a")).text).toBe("body 1");
	expect(events.map(({ kind }) => kind)).toEqual(["failed", "miss", "failed"]);
});
