import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { toMessageText } from "../../workers/lib/events/event-message.ts";
import { until } from "../local/until.ts";
import { problem } from "./client.ts";
import { CLOUD_EVENT, type DataClient, startDataClient, type TenantCall } from "./data-client.ts";
import { EVENTS_QUEUE, makeMessage } from "./letters.ts";

const letter = z.object({
	id: z.string(),
	queue: z.string(),
	reason: z.string(),
	attempts: z.int(),
	at: z.iso.datetime(),
	message: z.unknown(),
});
const listed = z.object({ deadLetters: z.array(letter), cursor: z.string().optional() });

const overrides = { queueThroughput: { batchWait: "1 second", retryDelay: "1 second", retries: 2 } };
let client: DataClient;
let call: TenantCall;
beforeAll(async () => {
	client = await startDataClient({ config: { "stagecraft:overrides": JSON.stringify(overrides) } });
	call = await client.asTenant("acme");
});
afterAll(() => client.stop());

const read = async (query = "") => listed.parse((await client.admin(`/admin/dead-letters${query}`)).json).deadLetters;
const findLetter = async (reason: string) =>
	(
		await until(
			() => read(`?queue=${EVENTS_QUEUE}`),
			(letters) => letters.some((one) => one.reason.includes(reason)),
		)
	).find((one) => one.reason.includes(reason));
const readable = (id: string) =>
	until(
		() => call("/v1/events"),
		({ text }) => text.includes(`"${id}"`),
	);

const send = (body: string) => client.account.queue(EVENTS_QUEUE).then((queue) => queue.send(body, { contentType: "text" }));

it("shows a poison message with its reason, while all others of its batch are stored", async () => {
	const poison = makeMessage("poison", { partition: "events_2020_01" });
	await Promise.all([send(toMessageText(makeMessage("good-1"))), send(toMessageText(poison)), send(toMessageText(makeMessage("good-2")))]);
	expect(await findLetter("CHECK constraint failed")).toMatchObject({ queue: EVENTS_QUEUE, attempts: 1, message: poison });
	await readable("good-1");
	await readable("good-2");
});

it("shows a message that nobody can read", async () => {
	await send("hello");
	expect(await findLetter("none of ours")).toMatchObject({ message: "hello" });
});

it("dead-letters a message after its last retry, and stores it when it is replayed", async () => {
	const shard = await client.account.d1("stagecraft-dev-pool-weur-0");
	await shard.prepare("DELETE FROM open_tenants WHERE tenant = 'acme'").run();
	const body = { specversion: "1.0", id: "late", source: "/s", type: "t" };
	expect((await call("/v1/events", { method: "POST", headers: CLOUD_EVENT, body })).status).toBe(202);
	const found = await findLetter("is being moved");
	expect(found).toMatchObject({ queue: EVENTS_QUEUE, attempts: 3, message: { id: "late" } });
	await shard.prepare("INSERT INTO open_tenants (tenant, epoch) VALUES ('acme', 1)").run();
	const replay = () => client.admin(`/admin/dead-letters/${encodeURIComponent(found?.id ?? "")}/replays`, { method: "POST" });
	expect((await replay()).status).toBe(202);
	await readable("late");
	expect((await read()).map(({ id }) => id)).not.toContain(found?.id);
	expect(await replay()).toMatchObject(problem(404, "not-found"));
});

it("answers synchronous writes with 503 and reads as ever while a tenant is closed", async () => {
	const shard = await client.account.d1("stagecraft-dev-pool-weur-0");
	const put = (body: string) => call("/v1/records/a/b", { method: "PUT", headers: { "content-type": "application/json" }, body });
	await put("1");
	await shard.prepare("DELETE FROM open_tenants WHERE tenant = 'acme'").run();
	const refused = await put("2");
	expect(refused).toMatchObject(problem(503, "try-again"));
	expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
	expect((await call("/v1/records/a/b")).text).toBe("1");
	await shard.prepare("INSERT INTO open_tenants (tenant, epoch) VALUES ('acme', 1)").run();
	expect((await put("2")).status).toBe(200);
});

it("lists the letters of one queue only when asked to, and knows no cursor but its own", async () => {
	expect(await read("?queue=no-such-queue")).toEqual([]);
	expect((await read()).length).toBeGreaterThan(0);
	expect(await client.admin("/admin/dead-letters?cursor=x")).toMatchObject(problem(400, "bad-cursor"));
});
