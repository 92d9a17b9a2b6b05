import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Account, startAccount } from "../../local/account.ts";
import type { BenchResult } from "../bench.ts";
import { makeFront } from "./faults.ts";
import { countEvents, type EventPlaces, listTables, readEvents } from "./find-events.ts";
import { POISON, postEvents } from "./post-events.ts";
import { makeTally } from "./tally.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Enough attempts that no fault of passing kind outlives them; limits of rate out of the way. */
const OVERRIDES = {
	rateLimits: { tenantPer10Seconds: 1_000_000, exactWritesPerMinute: 0 },
	queueThroughput: { batchSize: 100, batchWait: "1 second", retryDelay: "1 second", retries: 50 },
};
const TENANTS = ["globex", "soak-1", "soak-2", "soak-3", "soak-4", "soak-5"];
/** With no event found in this time, those that are missing are lost. */
const PATIENCE_MS = 600_000;

const TABLE_TRIES = 150;

const newTenant = z.object({ key: z.string() });
const databases = z.array(z.object({ name: z.string() }));

/** Events through gateway and queue while bindings fail, then each of them is looked for. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: { events: { type: "string", default: "1000000" }, seed: { type: "string", default: "1" } },
	});
	const [events, seed] = [Number(options.events), Number(options.seed)];
	const config = { "stagecraft:overrides": JSON.stringify(OVERRIDES) };
	const account = await startAccount({ root: ROOT, stack: "prod", stage: "1m", ephemeral: true, config, front: makeFront(seed) });
	try {
		const places = findPlaces(account);
		const keys = await createTenants(account);
		await poisonTables(account, places.shards);
		await postEvents({ url: account.url, keys, events, seed, onProgress: makeProgress("sent", events) });
		await awaitAll(account, places, events);
		const tally = makeTally(events);
		await readEvents(account, places, tally);
		return tally.result();
	} finally {
		await account.stop();
	}
}

function findPlaces(account: Account): EventPlaces {
	const { resources } = account.program();
	const named = (type: string, field: string) =>
		resources.flatMap((resource) => (resource.type === type ? [String(resource.inputs[field])] : []));
	const all = databases.parse(named("cloudflare:index/d1Database:D1Database", "name").map((name) => ({ name })));
	const shards = all.map(({ name }) => name).filter((name) => /-(pool|tenant)-/.test(name));
	const bucket = named("cloudflare:index/r2Bucket:R2Bucket", "name").find((name) => name.includes("deadletters"));
	if (bucket === undefined) throw new Error("the account has no bucket of dead letters");
	return { shards, bucket };
}

/** The directory fails too: a tenant is created again until it is there. */
async function createTenants(account: Account): Promise<readonly string[]> {
	const keys: string[] = [];
	for (const id of TENANTS) {
		for (let tries = 0; tries < 100; tries += 1) {
			const headers = { authorization: `Bearer ${account.adminToken}`, "content-type": "application/json" };
			const response = await account.fetch("/admin/tenants", { method: "POST", headers, body: JSON.stringify({ id }) });
			const text = await response.text();
			if (response.status === 201) keys.push(newTenant.parse(JSON.parse(text)).key);
			if (response.status < 500) break;
		}
	}
	if (keys.length === 0) throw new Error("no tenant could be created");
	return keys;
}

/** Has the month's tables made, as the cron does each hour, and lets each refuse {@link POISON}. */
async function poisonTables(account: Account, shards: readonly string[]): Promise<void> {
	await account.scheduled("stagecraft-prod-upkeep", "7 * * * *");
	for (const shard of shards) {
		const database = await account.d1(shard);
		for (const table of await awaitTables(account, shard)) {
			const when = `BEFORE INSERT ON ${table} WHEN NEW.type = '${POISON}'`;
			await database.prepare(`CREATE TRIGGER ${table}_poison ${when} BEGIN SELECT RAISE(ABORT, 'poison'); END`).run();
		}
	}
}

/** The Workflow that makes them fails as everything does, and goes on by itself. */
async function awaitTables(account: Account, shard: string): Promise<readonly string[]> {
	for (let tries = 0; tries < TABLE_TRIES; tries += 1) {
		const tables = await listTables(account, shard);
		if (tables.length > 0) return tables;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	throw new Error(`no table of events was made on ${shard}`);
}

async function awaitAll(account: Account, places: EventPlaces, events: number): Promise<void> {
	const progress = makeProgress("found", events);
	let best = -1;
	for (let since = Date.now(); Date.now() - since < PATIENCE_MS; ) {
		const found = await countEvents(account, places);
		if (found > best) since = Date.now();
		best = Math.max(best, found);
		progress(found);
		if (found >= events) return;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

/** On stderr, each second at most: stdout is the result's. */
function makeProgress(what: string, events: number): (done: number) => void {
	let shown = 0;
	return (done) => {
		if (Date.now() - shown < 1_000 && done < events) return;
		shown = Date.now();
		process.stderr.write(`${what} ${done.toLocaleString("en")} of ${events.toLocaleString("en")}\n`);
	};
}
