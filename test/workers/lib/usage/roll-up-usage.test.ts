import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Counts } from "../../../../workers/lib/counter/counts.ts";
import { type RollUpOptions, rollUpPage } from "../../../../workers/lib/usage/roll-up-usage.ts";
import { sumUsage } from "../../../../workers/lib/usage/sum-usage.ts";
import { listUsageDays } from "../../../../workers/lib/usage/usage-days.ts";
import { applyMigrations } from "../../apply-migrations.ts";

const DAY = "2026-11-21";
const TENANTS = ["t0", "t1", "t2", "t3", "t4"];

beforeAll(async () => {
	await applyMigrations(env.DIRECTORY, "directory");
	const add = env.DIRECTORY.prepare(
		"INSERT INTO tenants (id, plan, location, state, epoch, created_at) VALUES (?, 'p', 'weur', 'open', 1, 0)",
	);
	await env.DIRECTORY.batch(TENANTS.map((id) => add.bind(id)));
});
beforeEach(() => env.DIRECTORY.prepare("DELETE FROM usage_days").run());

/** All pages; the counters are what `counts` says. */
async function rollUp(counts: Readonly<Record<string, Counts>>, more: Partial<RollUpOptions> = {}): Promise<number> {
	const options = { directory: env.DIRECTORY, readUsage: async ({ id }: { id: string }) => counts[id] ?? {}, pageSize: 2, ...more };
	let pages = 0;
	for (let after: string | null = ""; after !== null; pages++) after = await rollUpPage(options, DAY, after);
	return pages;
}

const stored = async () =>
	(await env.DIRECTORY.prepare("SELECT tenant, usage FROM usage_days ORDER BY tenant").all<{ tenant: string; usage: string }>()).results;

it("stores the day's totals of every tenant that did anything, page by page", async () => {
	expect(await rollUp({ t0: { requests: 3, reads: 2 }, t3: { requests: 9 }, t4: { requests: 1 } })).toBe(3);
	expect(await stored()).toEqual([
		{ tenant: "t0", usage: '{"reads":2,"requests":3}' },
		{ tenant: "t3", usage: '{"requests":9}' },
		{ tenant: "t4", usage: '{"requests":1}' },
	]);
	expect(await sumUsage(env.DIRECTORY, DAY)).toEqual({
		active: 3,
		total: { reads: 2, requests: 13 },
		busiest: [
			{ tenant: "t3", requests: 9 },
			{ tenant: "t0", requests: 3 },
			{ tenant: "t4", requests: 1 },
		],
	});
	expect(await sumUsage(env.DIRECTORY, "2026-11-22")).toEqual({ active: 0, total: {}, busiest: [] });
});

it("comes to the same when it is run twice, and to the newer total when more was counted", async () => {
	for (const requests of [3, 3, 5]) await rollUp({ t1: { requests } });
	expect(await stored()).toEqual([{ tenant: "t1", usage: '{"requests":5}' }]);
});

it("writes no row for a total that is what it was", async () => {
	let written = 0;
	const counting = (statement: D1PreparedStatement): D1PreparedStatement =>
		new Proxy(statement, {
			get(target, name) {
				if (name === "bind") return (...values: unknown[]) => counting(target.bind(...values));
				if (name !== "run") return Reflect.get(target, name).bind(target);
				return async () => {
					const result = await target.run();
					written += result.meta.rows_written;
					return result;
				};
			},
		});
	const directory = { prepare: (sql: string) => counting(env.DIRECTORY.prepare(sql)) };
	await rollUp({ t1: { requests: 3 } }, { directory });
	expect(written).toBe(1);
	await rollUp({ t1: { requests: 3 } }, { directory });
	expect(written).toBe(1);
});

it("keeps what it had when a counter can't be read, and fails so that the page is tried again", async () => {
	await rollUp({ t0: { requests: 3 } });
	const readUsage = async () => Promise.reject(new Error("the object is away"));
	await expect(rollUp({}, { readUsage })).rejects.toThrow("away");
	expect(await stored()).toHaveLength(1);
});

it("looks at every day since the last roll-up, as far back as counters remember", () => {
	const at = Date.UTC(2026, 10, 21, 0, 7);
	const hour = 3_600_000;
	expect(listUsageDays(at, at - hour)).toEqual(["2026-11-20", "2026-11-21"]);
	expect(listUsageDays(at + hour, at)).toEqual(["2026-11-21"]);
	expect(listUsageDays(at, null)).toEqual(["2026-11-20", "2026-11-21"]);
	expect(listUsageDays(at, at - 72 * hour)).toEqual(["2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"]);
	expect(listUsageDays(at, 0)).toHaveLength(30);
	expect(listUsageDays(at, 0).at(-1)).toBe("2026-11-21");
});
