import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { CLOUD_EVENTS, type DataClient, startDataClient, type TenantCall } from "./data-client.ts";

const DAY = 86_400_000;
const NOW = Date.now();
const UPKEEP = "stagecraft-dev-upkeep";
/** Days ago, each in a month of its own. */
const AGES = [200, 240, 280];
const PARTITIONS = AGES.map((days) => `events_${new Date(NOW - days * DAY).toISOString().slice(0, 7).replace("-", "_")}`);
const [UPLOAD = "", VERIFY = "", DROP = ""] = PARTITIONS;
/** Each fault, and the partition that it strikes. */
const STRUCK = { upload: `/${UPLOAD}/`, verify: `/${VERIFY}/`, drop: DROP };
const FRONT = readFileSync(new URL("fronts/archive.js", import.meta.url), "utf8").replace(
	"const STRUCK = {};",
	`const STRUCK = ${JSON.stringify(STRUCK)};`,
);
const IDS = AGES.flatMap((days) => Array.from({ length: 4 }, (_, i) => `${days}-${i}`));

const listed = z.object({ events: z.array(z.object({ id: z.string() })), cursor: z.string().optional() });

let client: DataClient;
let call: TenantCall;
beforeAll(async () => {
	client = await startDataClient({ front: FRONT });
	call = await client.asTenant("acme");
	const events = IDS.map((id) => {
		const time = new Date(NOW - Number.parseInt(id, 10) * DAY).toISOString();
		return { specversion: "1.0", id, source: "/s", type: "t", time };
	});
	expect((await call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body: events })).status).toBe(202);
	await until(list, ({ length }) => length === IDS.length);
});
afterAll(() => client.stop());

/** Page by page, so that a page's end also falls between what is archived and what isn't. */
async function list(): Promise<string[]> {
	const ids: string[] = [];
	for (let cursor: string | undefined = ""; cursor !== undefined; ) {
		const { json }: { json: unknown } = await call(`/v1/events?limit=3${cursor && `&cursor=${cursor}`}`);
		const page: z.infer<typeof listed> = listed.parse(json);
		ids.push(...page.events.map(({ id }) => id));
		cursor = page.cursor;
	}
	return ids;
}

async function readFaults(): Promise<string[]> {
	const { objects } = await (await client.account.r2("stagecraft-dev-archive")).list({ prefix: "faults/" });
	return objects.map(({ key }) => key.slice("faults/".length));
}

async function readStates(): Promise<Map<string, string>> {
	const shard = await client.account.d1("stagecraft-dev-pool-weur-0");
	const { results } = await shard.prepare("SELECT partition, state FROM event_layers").all<{ partition: string; state: string }>();
	return new Map(results.map(({ partition, state }) => [partition, state]));
}

async function countRows(table: string): Promise<number | null> {
	const shard = await client.account.d1("stagecraft-dev-pool-weur-0");
	return shard.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n");
}

it("drops nothing that hasn't been verified, goes on from the step that failed, and has every event once all the while", async () => {
	expect(await client.account.scheduled(UPKEEP, "41 3 * * *", new Date(NOW))).toBe("ok");
	await until(readFaults, (faults) => ["drop", "upload", "verify"].every((fault) => faults.includes(fault)));
	// A failed step waits for seconds before it is tried again: this is the state in between.
	for (const partition of [UPLOAD, VERIFY]) expect(await countRows(partition)).toBe(4);
	expect(await readStates()).toEqual(
		new Map([
			[UPLOAD, "closed"],
			[VERIFY, "closed"],
			[DROP, "archived"],
		]),
	);
	expect((await list()).toSorted()).toEqual(IDS.toSorted());

	await until(readStates, (states) => PARTITIONS.every((partition) => states.get(partition) === "archived"));
	expect((await list()).toSorted()).toEqual(IDS.toSorted());
	for (const partition of PARTITIONS) await expect(countRows(partition)).rejects.toThrow("no such table");
	// One object and its manifest for each: the failed step left no other, and the step behind it wasn't begun anew.
	const { objects } = await (await client.account.r2("stagecraft-dev-archive")).list({ prefix: "events/" });
	expect(objects).toHaveLength(2 * PARTITIONS.length);
});
