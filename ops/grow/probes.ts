import { isDeepStrictEqual } from "node:util";
import type { PlacementNode } from "../../plan/placement.ts";
import { checkAll, checkSame } from "./check.ts";
import { deployed } from "./deployed.ts";
import { callAdmin, createTenant } from "./load.ts";
import type { NewStage, Probe } from "./probe.ts";
import { callExpecting } from "./tenant-ledger.ts";
import { COLLECTION, putRecord, readRecord } from "./write-as-tenant.ts";

const poolOf = ({ d1 }: NewStage["after"]) => d1.map(({ id }) => id).filter((id) => id.startsWith("pool-"));
const toCounts = (values: readonly string[]) =>
	[...Map.groupBy(values, (value) => value)]
		.map(([value, { length }]) => `${length} × ${value}`)
		.sort()
		.join(", ");

/** A region's new databases take new tenants: those are created until one lives on a database that wasn't there before. */
const SHARDS: Probe = {
	knobs: ["d1WriteRate.pool"],
	prove: async ({ world, before, after }) => {
		const { client, account, tenants, seed } = world;
		const old = new Set(poolOf(before));
		const { region } = after.knobs.d1WriteRate.pool.at(-1) ?? { region: "" };
		const tries = [...old].filter((shard) => shard.includes(`-${region}-`)).length + 1;
		for (let n = 0; n < tries; n += 1) {
			const ledger = await createTenant(client, account, `new-at-${after.stage}-${n}`, false, region);
			tenants.push(ledger);
			await putRecord(client, ledger, "first", JSON.stringify({ seed }));
			await readRecord(client, ledger, "first");
			const [shard = ""] = ledger.shards;
			if (!old.has(shard)) return checkSame("a new tenant lives on a new database", region, shard.split("-")[1] ?? "");
		}
		return checkSame("a new tenant lives on a new database", region, "none does");
	},
};

const DATABASES: Probe = {
	knobs: ["d1WriteRate.pool"],
	prove: async ({ world, after }) => {
		const there = new Set(deployed(world, "D1Database").map(({ inputs }) => String(inputs["name"])));
		const faults = await Promise.all(
			after.d1.map(async ({ name }) => {
				if (!there.has(name)) return [`${name} isn't deployed`];
				const database = await world.account.d1(name);
				const { results } = await database.prepare("SELECT count(*) AS n FROM d1_migrations").all<{ n: number }>();
				return (results[0]?.n ?? 0) > 0 ? [] : [`${name} has no migrations`];
			}),
		);
		return checkAll("databases, each migrated", after.d1.length, faults.flat());
	},
};

const REPLICAS: Probe = {
	knobs: ["d1ReadLatency.replication"],
	prove: async ({ world, after }) => {
		const modes = deployed(world, "D1Database").map(({ inputs }) => JSON.stringify(inputs["readReplication"]));
		return checkSame("read replicas", toCounts(after.d1.map(() => `{"mode":"${after.knobs.d1ReadLatency.replication}"}`)), toCounts(modes));
	},
};

const PLACEMENT: Probe = {
	knobs: ["d1ReadLatency.placement"],
	prove: async ({ world, after }) => {
		const planned = after.workers.filter(({ source }) => source === "app");
		const found = new Map(deployed(world, "WorkerVersion").map(({ name, inputs }) => [name, inputs["placement"] ?? null]));
		const faults = planned.filter(({ id, placement }) => !isDeepStrictEqual(found.get(`${id}-version`), toInputs(placement)));
		const how = {
			none: "where it is called",
			smart: "where Cloudflare finds it fastest",
			"by-location": "one beside each location's databases",
		};
		const names = faults.map(({ id }) => `${id} is placed as ${JSON.stringify(found.get(`${id}-version`))}`);
		return checkAll(`app runs ${how[after.knobs.d1ReadLatency.placement]}`, planned.length, names);
	},
};

function toInputs(placement: PlacementNode | null) {
	if (placement === null) return null;
	return placement.kind === "smart" ? { mode: "smart" } : { region: placement.region };
}

/** The limits that an answer to a write tells. */
const LIMITS: Probe = {
	knobs: ["rateLimits.tenantPer10Seconds", "rateLimits.exactWritesPerMinute"],
	prove: async ({ world, after }) => {
		const [ledger] = world.tenants;
		if (!ledger) throw new Error("the rehearsal has no tenant");
		const path = `/v1/records/${COLLECTION}/limits`;
		const { headers } = await callExpecting(world.client, ledger, [204, 404], { method: "DELETE", path });
		const { tenantPer10Seconds, exactWritesPerMinute } = after.knobs.rateLimits;
		const writes = exactWritesPerMinute > 0 ? `, "writes";q=${exactWritesPerMinute};w=60` : "";
		return checkSame("a tenant's limits", `"requests";q=${tenantPer10Seconds};w=10${writes}`, headers.get("ratelimit-policy") ?? "none");
	},
};

const SESSION_LENGTH: Probe = {
	knobs: ["sessions.absolute"],
	prove: async ({ world, after }) => {
		const { headers } = await callAdmin(world.client, world.account, "POST", "/admin/session");
		const [, seconds = "none"] = /Max-Age=(\d+)/.exec(headers.get("set-cookie") ?? "") ?? [];
		return checkSame("a new session lasts, seconds", String(after.knobs.sessions.absolute), seconds);
	},
};

/** The longest file is taken, and one byte more isn't. */
const FILE_LENGTH: Probe = {
	knobs: ["files.maxFile"],
	prove: async ({ world: { client, tenants }, after }) => {
		const [ledger] = tenants;
		if (!ledger) throw new Error("the rehearsal has no tenant");
		const { maxFile } = after.knobs.files;
		const begin = async (bytes: number) => {
			const body = JSON.stringify({ name: "longest.bin", contentType: "application/octet-stream", bytes });
			const headers = { "content-type": "application/json" };
			return callExpecting(client, ledger, [200, 201, 400, 413], { method: "POST", path: "/v1/files", headers, body });
		};
		const [taken, refused] = [await begin(maxFile), await begin(maxFile + 1)];
		const toWord = (status: number) => (status < 300 ? "taken" : "refused");
		const found = `${toWord(taken.status)}, ${toWord(refused.status)}`;
		return checkSame(`a file of ${maxFile.toLocaleString("en")} bytes, one more`, "taken, refused", found);
	},
};

const LANES: Probe = {
	knobs: ["queueThroughput.lanes"],
	prove: async ({ world, after }) => {
		const names = after.queues.map(({ name }) => name);
		const faults = await Promise.all(
			names.map(async (name) => {
				const { backlogCount } = await (await world.account.queue(name)).metrics();
				return backlogCount >= 0 ? [] : [`${name} isn't there`];
			}),
		);
		return checkAll("queues and their dead letters", names.length, faults.flat());
	},
};

const CONSUMERS: Probe = {
	knobs: ["queueThroughput.batchSize", "queueThroughput.batchWait", "queueThroughput.concurrency"],
	prove: async ({ world, after }) => {
		const { lanes, batchSize, batchWait, concurrency } = after.knobs.queueThroughput;
		const found = deployed(world, "QueueConsumer")
			.filter(({ name }) => /-events-\d+$/.test(name))
			.map(({ inputs }) => JSON.parse(JSON.stringify(inputs["settings"])))
			.map((settings) => `batches of ${settings.batchSize} or ${settings.maxWaitTimeMs} ms, ${settings.maxConcurrency} at a time`);
		const wanted = `batches of ${batchSize} or ${batchWait * 1_000} ms, ${concurrency} at a time`;
		return checkSame("consumers of events", toCounts(Array.from({ length: lanes }, () => wanted)), toCounts(found));
	},
};

const PAST_EVENTS: Probe = {
	knobs: ["edge.pastEvents"],
	prove: async ({ world, after }) => {
		const versions = deployed(world, "WorkerVersion").filter(({ name }) => /^app(?:-.+)?-version$/.test(name));
		const found = versions.map(({ inputs }) => JSON.stringify(inputs["exports"] ?? {}).includes('"cache":{"enabled":true}'));
		const on = after.knobs.edge.pastEvents > 0;
		return checkSame("Workers Cache before past events", on ? "on" : "off", found.every((enabled) => enabled) ? "on" : "off");
	},
};

const LOGS: Probe = {
	knobs: ["observability.logs"],
	prove: async ({ world, after }) => {
		const rates = deployed(world, "Worker").map(({ inputs }) => JSON.parse(JSON.stringify(inputs["observability"])).headSamplingRate);
		const found = rates.map(String);
		return checkSame("share of invocations logged", toCounts(found.map(() => String(after.knobs.observability.logs))), toCounts(found));
	},
};

const KEPT: Probe = {
	knobs: ["safety.retainOnDelete"],
	prove: async ({ world, after }) => {
		const held = ["D1Database", "WorkersKvNamespace", "R2Bucket", "Queue"].flatMap((type) => deployed(world, type));
		const wrong = held.filter(({ retainOnDelete }) => retainOnDelete !== after.knobs.safety.retainOnDelete).map(({ name }) => name);
		return checkAll(`what holds data is ${after.knobs.safety.retainOnDelete ? "kept" : "not kept"} when deleted`, held.length, wrong);
	},
};

export const FEATURES: readonly Probe[] = [
	DATABASES,
	SHARDS,
	REPLICAS,
	PLACEMENT,
	LANES,
	CONSUMERS,
	LIMITS,
	SESSION_LENGTH,
	FILE_LENGTH,
	PAST_EVENTS,
	LOGS,
	KEPT,
];
