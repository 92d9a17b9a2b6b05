import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";

const context = { tenant: "acme", location: "weur", shards: ["pool-weur-0"], epoch: 1 };
const LINES = Array.from({ length: 60 }, (_, i) => JSON.stringify({ n: i, text: "é".repeat(20) })).join("\n");

async function startIn(name: string, text = LINES) {
	const file = await env.FILES__ANY.put(`files/acme/${name}`, text);
	if (!file) throw new Error("nothing was stored");
	const jobs = env.JOBS.getByName(name);
	const input = { kind: "import-events", file: name, format: "ndjson", etag: file.etag, uploadedAt: Date.now(), context } as const;
	const job = await jobs.start(input, file.size);
	return { jobs, id: job?.id ?? "", input, size: file.size };
}

it("goes on where it was when it is evicted in the middle of a job", async () => {
	const { jobs, id, size } = await startIn("evicted", Array(20).fill(LINES).join("\n"));
	await runDurableObjectAlarm(jobs);
	const middle = await jobs.read(id);
	expect(middle).toMatchObject({ state: "running" });
	await evictDurableObject(jobs);
	expect((await jobs.read(id))?.bytes.done).toBeGreaterThanOrEqual(middle?.bytes.done ?? size);
	while (await runDurableObjectAlarm(jobs));
	expect(await jobs.read(id)).toMatchObject({ state: "done", events: 1200, badLines: 0, bytes: { done: size, total: size } });
});

it("has no alarm once nothing is left, and one again for a new job", async () => {
	const { jobs, input, size } = await startIn("quiet");
	while (await runDurableObjectAlarm(jobs));
	expect(await runInDurableObject(jobs, (_, { storage }) => storage.getAlarm())).toBeNull();
	await jobs.start(input, size);
	expect(await runDurableObjectAlarm(jobs)).toBe(true);
});

it("takes as many jobs at a time as the plan lets it", async () => {
	const { jobs, input, size } = await startIn("full");
	expect([await jobs.start(input, size), await jobs.start(input, size)].map((job) => job?.state)).toEqual(["waiting", "waiting"]);
	expect(await jobs.start(input, size)).toBeNull();
	const [newest] = await jobs.list(null, 1);
	expect(await jobs.cancel(newest?.id ?? "")).toBe(true);
	expect((await jobs.start(input, size))?.state).toBe("waiting");
});

it("tells a socket of each chunk, also after it slept, and refuses one for a job that isn't there", async () => {
	const { jobs, id } = await startIn("watched");
	const { webSocket, status } = await jobs.fetch(`https://jobs/${id}`, { headers: { upgrade: "websocket" } });
	expect(status).toBe(101);
	const seen: { readonly state: string; readonly bytes: { readonly done: number } }[] = [];
	webSocket?.accept();
	webSocket?.addEventListener("message", ({ data }) => seen.push(JSON.parse(String(data))));
	await runDurableObjectAlarm(jobs);
	await evictDurableObject(jobs, { webSockets: "hibernate" });
	while (await runDurableObjectAlarm(jobs));
	await jobs.read(id);
	expect(seen[0]).toMatchObject({ state: "waiting", bytes: { done: 0 } });
	expect(seen.at(-1)?.state).toBe("done");
	expect((await jobs.fetch("https://jobs/none", { headers: { upgrade: "websocket" } })).status).toBe(404);
});

it("closes who follows its jobs when a key of the tenant's is revoked", async () => {
	const { jobs, id } = await startIn("revoked");
	const { webSocket } = await jobs.fetch(`https://jobs/${id}`, { headers: { upgrade: "websocket" } });
	let closed: number | null = null;
	webSocket?.addEventListener("close", ({ code }) => {
		closed = code;
	});
	webSocket?.accept();
	const list = env.OBJECT_LIST.getByName("revoked");
	await list.revokeKey({ tenant: "revoked", location: "weur", keyId: "k1" });
	await runDurableObjectAlarm(list);
	await vi.waitFor(() => expect(closed).toBe(4003));
});
