import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";

const SHARD = "stagecraft-dev-pool-weur-0";
const overrides = { queueThroughput: { batchWait: "0 seconds", batchSize: 2, retryDelay: "1 second", retries: 20 } };
const letters = z.object({ deadLetters: z.array(z.object({ reason: z.string(), message: z.object({ id: z.string() }) })) });

let client: DataClient;
let call: TenantCall;
let other: TenantCall;
beforeAll(async () => {
	client = await startDataClient({ config: { "stagecraft:overrides": JSON.stringify(overrides) } });
	call = await client.asTenant("acme");
	other = await client.asTenant("other");
	await passQueue();
	await watch();
});
afterAll(() => client.stop());

let passes = 0;
/** Returns once the queue has delivered what went into it before. */
async function passQueue(): Promise<void> {
	passes += 1;
	const id = `pass-${passes}`;
	await other("/v1/events", { method: "POST", headers: { ...JSON_TYPE, "idempotency-key": id }, body: {} });
	await until(
		() => other("/v1/events"),
		({ text }) => text.includes(`"${id}"`),
	);
}

const run = async (...statements: readonly string[]) => {
	const shard = await client.account.d1(SHARD);
	for (const sql of statements) await shard.prepare(sql).run();
};
const close = () => run("DELETE FROM open_tenants WHERE tenant = 'acme'");
const open = () => run("INSERT INTO open_tenants (tenant, epoch) VALUES ('acme', 1)");

const now = Date.now();
const table = `events_${new Date(now).toISOString().slice(0, 7).replace("-", "_")}`;
/** Remembers in which order rows are stored, and refuses poison as a rule of the table would. */
const watch = () =>
	run(
		"CREATE TABLE arrivals (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL)",
		`CREATE TRIGGER watch_arrivals AFTER INSERT ON ${table} BEGIN INSERT INTO arrivals (id) VALUES (NEW.id); END`,
		`CREATE TRIGGER refuse_poison BEFORE INSERT ON ${table} WHEN NEW.id LIKE '%poison' BEGIN SELECT RAISE(ABORT, 'poison is refused'); END`,
	);
const arrivals = async (prefix: string) => {
	const { results } = await (await client.account.d1(SHARD))
		.prepare("SELECT id FROM arrivals WHERE id LIKE ?1 ORDER BY place")
		.bind(`${prefix}%`)
		.all<{ id: string }>();
	return results.map(({ id }) => id);
};

/** All of one moment, so that nothing but their coming says their order. */
const event = (id: string, partitionkey: string) => ({
	specversion: "1.0",
	id,
	source: "/s",
	type: "t",
	time: new Date(now).toISOString(),
	partitionkey,
});
const post = async (events: readonly unknown[]) =>
	expect(await call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body: events })).toMatchObject({ status: 202 });

it("keeps the events of a key in the order in which they were sent, over batches, failures and repetition", async () => {
	const ids = Array.from({ length: 12 }, (_, index) => `a-${11 - index}`);
	const toEvents = (from: number, to: number) => ids.slice(from, to).map((id) => event(id, "order 7"));
	await close();
	await post(toEvents(0, 3));
	// Behind its bell on the queue: once this is stored, the lane has been tried and waits.
	await passQueue();
	for (let from = 3; from < 9; from += 2) await post(toEvents(from, from + 2));
	await post(toEvents(0, 3));
	await open();
	for (let from = 9; from < 12; from += 1) await post(toEvents(from, from + 1));
	expect(
		await until(
			() => arrivals("a-"),
			({ length }) => length >= ids.length,
		),
	).toEqual(ids);
	expect((await call("/v1/events")).text).toContain('"partitionkey":"order 7"');
});

it("lets a poison event die alone, and those behind it go on", async () => {
	const ids = ["b-1", "b-2", "b-poison", "b-3"];
	await post(ids.map((id) => event(id, "b")));
	await post([event("b-4", "b")]);
	expect(
		await until(
			() => arrivals("b-"),
			({ length }) => length >= 4,
		),
	).toEqual(["b-1", "b-2", "b-3", "b-4"]);
	const { deadLetters } = await until(
		async () => letters.parse((await client.admin("/admin/dead-letters")).json),
		(page) => page.deadLetters.length > 0,
	);
	expect(deadLetters).toMatchObject([{ reason: expect.stringContaining("poison is refused"), message: { id: "b-poison" } }]);
});

it("orders plain JSON by a header, and holds up no other key and no event without one", async () => {
	await close();
	await post([event("c-1", "c")]);
	await open();
	const plain = await call("/v1/events", {
		method: "POST",
		headers: { ...JSON_TYPE, "ce-partitionkey": "d", "idempotency-key": "d" },
		body: [1, 2, 3],
	});
	expect(plain.status).toBe(202);
	expect(
		await until(
			() => arrivals("d-"),
			({ length }) => length >= 3,
		),
	).toEqual(["d-0", "d-1", "d-2"]);
	expect(
		await until(
			() => arrivals("c-"),
			({ length }) => length >= 1,
		),
	).toEqual(["c-1"]);
});
