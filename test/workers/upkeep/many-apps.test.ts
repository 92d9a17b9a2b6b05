import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { DailyReport } from "../../../workers/lib/report/daily-report.ts";
import type { RpcCall, RpcResult } from "../../../workers/lib/rpc/rpc-result.ts";
import type { ShardPage } from "../../../workers/lib/rpc.ts";
import { JOBS } from "../../../workers/upkeep/jobs.ts";
import type { AppRunParams, Env } from "../../../workers/upkeep/manifest.ts";
import { runOnApp } from "../../../workers/upkeep/run-on-app.ts";
import { applyMigrations } from "../apply-migrations.ts";
import { dropAll } from "../tenant-databases.ts";

const AT = Date.UTC(2026, 10, 21, 3);
/** As many as a plan may have, each with the pages of 4,000 databases: far more than one invocation may ask. */
const APPS = Array.from({ length: 30 }, (_, index) => (index === 0 ? "WEUR" : `WEUR__${index}`));
const PAGES = 14;
const SHARDS_A_PAGE = 5;
/** Through service bindings, a request (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17). */
const MAX_CALLS = 32;

let calls = 0;
const started = new Map<string, unknown>();

const answer = <T>(value: T): Promise<RpcResult<T>> => {
	calls += 1;
	return Promise.resolve({ kind: "value", value });
};

/** One page after the other; `make` makes the items of a shard. */
function toPage<T>(app: string, after: string | null, make: (shard: string) => T): Promise<RpcResult<ShardPage<T>>> {
	const page = after === null ? 0 : Number(after);
	const items = Array.from({ length: SHARDS_A_PAGE }, (_, index) => make(`pool-${app}-${page * SHARDS_A_PAGE + index}`));
	return answer({ items, next: page + 1 < PAGES ? String(page + 1) : null });
}

const PRUNE_PAGES = 70;
const pruned: (string | null)[] = [];

const makeApp = (app: string) => ({
	pruneHistory: (_: RpcCall, _keeping: unknown, after: string | null) => {
		pruned.push(after);
		const next = Number(after ?? 0) + 1;
		return answer({ items: [1], next: next < PRUNE_PAGES ? String(next) : null });
	},
	inspectShards: (_: RpcCall, after: string | null) =>
		toPage(app, after, (shard) => ({ shard, location: "weur", bytes: 10, rows: 1, tenants: 0, partitions: ["events_2026_11"] })),
	findArchivable: (_: RpcCall, _bounds: unknown, after: string | null) =>
		toPage(app, after, (shard) => ({ shard, location: "weur", partition: "events_2026_07", layer: 0 })),
});

const runs = {
	create: async ({ id, params }: { readonly id: string; readonly params: unknown }) => {
		if (started.has(id)) throw new Error("instance.already_exists");
		started.set(id, params);
	},
	get: async () => ({ status: async () => ({ status: "running" }) }),
};

const bound: Env = Object.assign(Object.create(null), {
	...Object.fromEntries(APPS.map((app) => [`APP__${app}`, makeApp(app)])),
	...{ DIRECTORY: env.DIRECTORY, ARCHIVE: env.BUCKET, SESSIONS: env.SESSIONS },
	...{ PARTITIONS: runs, APP_RUNS: runs, ARCHIVES: runs, MOVES: runs, USAGE: runs },
	DEADLETTERS: { count: () => answer({ queues: [], isComplete: true }) },
	SETTINGS: { stage: "10m", keepInDatabaseDays: 14, eventWindowDays: 400, uploadsExpireSeconds: 60, keepHistorySeconds: 604_800 },
});

const isAppRun = (params: unknown): params is AppRunParams => typeof params === "object" && params !== null && "job" in params;

/** What the Workflows do that were started, each an invocation of its own: the most calls of one. */
async function runAll(job: AppRunParams["job"]): Promise<number> {
	let most = 0;
	for (const [id, params] of [...started].filter((entry): entry is [string, AppRunParams] => isAppRun(entry[1]) && entry[1].job === job)) {
		calls = 0;
		await runOnApp(bound, params, { requestId: id, run: (_, run) => run() });
		most = Math.max(most, calls);
	}
	return most;
}

beforeAll(async () => {
	await dropAll(env.DIRECTORY);
	await applyMigrations(env.DIRECTORY, "directory");
});
beforeEach(() => started.clear());

it.each(Object.keys(JOBS))("calls few Workers in an invocation, however many apps and databases there are: %s", async (cron) => {
	calls = 0;
	for (const { run } of JOBS[cron] ?? []) await run(bound, AT);
	expect(calls).toBeLessThanOrEqual(MAX_CALLS);
});

it("looks at every database of every app, and reports them all", async () => {
	for (const { run } of JOBS["7 * * * *"] ?? []) await run(bound, AT);
	expect(await runAll("loads")).toBe(PAGES);
	for (const { run } of JOBS["23 3 * * *"] ?? []) await run(bound, AT);
	const { storage } = (await (await env.BUCKET.get("reports/2026-11-20.json"))?.json<DailyReport>()) ?? { storage: null };
	const databases = APPS.length * PAGES * SHARDS_A_PAGE;
	expect([storage?.databases, storage?.bytes, storage?.shards.length]).toEqual([databases, 10 * databases, databases]);
	expect(storage?.shards[0]).toMatchObject({ location: "weur", partitions: 1, seenAt: expect.any(String) });
});

it("starts the archives of what is due on every app", async () => {
	for (const { run } of JOBS["41 3 * * *"] ?? []) await run(bound, AT);
	expect([...started.keys()].slice(0, 2)).toEqual(["archives-WEUR-2026-11-21T03", "archives-WEUR__1-2026-11-21T03"]);
	expect(await runAll("archives")).toBe(PAGES);
	const due = [...started.keys()].filter((id) => id.startsWith("archive-"));
	expect(due.length).toBe(APPS.length * PAGES * SHARDS_A_PAGE);
});

it("forgets on every database of an app, in as many runs as that takes", async () => {
	pruned.length = 0;
	for (const { run } of JOBS["41 3 * * *"] ?? []) await run(bound, AT);
	const id = "histories-WEUR__7-2026-11-21T03";
	for (const next of [id, `${id}-2`, `${id}-3`]) {
		const params = started.get(next);
		if (!isAppRun(params)) throw new Error(`${next} wasn't started`);
		calls = 0;
		await runOnApp(bound, params, { requestId: next, run: (_, run) => run() });
		expect(calls).toBeLessThanOrEqual(MAX_CALLS);
	}
	expect(started.has(`${id}-4`)).toBe(false);
	expect(pruned).toEqual([null, ...Array.from({ length: PRUNE_PAGES - 1 }, (_, index) => String(index + 1))]);
});

it("fails for an app that is none", async () => {
	const params = { job: "loads", app: "NONE", at: AT } as const;
	await expect(runOnApp(bound, params, { requestId: "r", run: (_, run) => run() })).rejects.toThrow("there is no app NONE");
});
