import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type BudgetSettings, toPeriodEnd, toUsed } from "../../../../workers/lib/budget/budget.ts";
import { type BudgetOptions, makeBudget } from "../../../../workers/lib/budget/make-budget.ts";
import type { CounterBatch, CounterObject, CounterSums } from "../../../../workers/lib/counter/counter-object.ts";
import { makeMemoryCounterStore } from "../../../../workers/lib/counter/counter-store.ts";
import { makeCounterShard } from "../../../../workers/lib/counter/make-counter-shard.ts";
import { makeMemoryCache } from "../../../../workers/lib/memory-cache/memory-cache.ts";
import { toDay } from "../../../../workers/lib/time/day.ts";

const NONE = { rowsWritten: 0, kvWrites: 0, queueOperations: 0 };
const SETTINGS: BudgetSettings = {
	mode: "stop",
	period: "day",
	warnAt: 0.5,
	throttleAt: 0.8,
	tenant: { ...NONE, rowsWritten: 100, kvWrites: 1_000 },
	account: NONE,
};

const toSums = (rowsWritten: number, day = toDay(0)): CounterSums => ({
	day,
	ofDay: { rowsWritten },
	ofMonth: { rowsWritten: rowsWritten * 2 },
});

function start(sums: () => CounterSums, changed: Partial<BudgetOptions> = {}) {
	const errors: unknown[] = [];
	const now = changed.now ?? (() => 0);
	const options: BudgetOptions = {
		settings: SETTINGS,
		names: { tenant: "acme", account: "~account" },
		memory: makeMemoryCache(now),
		readSums: async () => sums(),
		now,
		random: () => 0.5,
		onError: (error) => void errors.push(error),
		...changed,
	};
	return { budget: makeBudget(options), errors };
}

it.for([
	[49, "ok"],
	[50, "warn"],
	[85, "warn"],
	[95, "throttle"],
	[100, "stop"],
	[300, "stop"],
] as const)("with %i of 100 says %s", async ([used, level]) => {
	const { budget } = start(() => toSums(used));
	expect((await budget.judge()).level).toBe(level);
});

it.for([
	["off", "ok"],
	["warn", "warn"],
	["throttle", "throttle"],
	["stop", "stop"],
] as const)("goes no further than its mode: %s", async ([mode, level]) => {
	const { budget } = start(() => toSums(200), { settings: { ...SETTINGS, mode } });
	expect((await budget.judge()).level).toBe(level);
});

it("lets ever fewer through between its two shares, and some where nothing stops it", async () => {
	const passed = async (used: number, settings = SETTINGS) => {
		let index = 0;
		const { budget } = start(() => toSums(used), { settings, random: () => (index++ % 100) / 100 });
		const levels = await Promise.all(Array.from({ length: 100 }, () => budget.judge()));
		return levels.filter(({ level }) => level === "warn").length;
	};
	expect([await passed(80), await passed(85), await passed(95)]).toEqual([100, 75, 25]);
	expect(await passed(300, { ...SETTINGS, mode: "throttle" })).toBe(5);
});

it("begins anew with its period, and says when", async () => {
	let now = Date.parse("2026-11-21T23:59:30Z");
	const day = toDay(now);
	const { budget } = start(() => toSums(100, day), { now: () => now });
	expect(await budget.judge()).toMatchObject({ level: "stop", retryAfterSeconds: 30 });
	now += 30_000;
	expect((await budget.judge()).level).toBe("ok");
	expect(toPeriodEnd("month", now)).toBe(9 * 86_400);
	expect(toUsed(toSums(7, day), "month", now)).toEqual({ rowsWritten: 14 });
	expect(toUsed(toSums(7, "2026-10-31"), "month", now)).toEqual({});
});

it("counts what its own requests used between two readings, and asks once in ten seconds", async () => {
	let now = 0;
	let reads = 0;
	const readSums = async () => {
		reads += 1;
		return toSums(90);
	};
	const { budget } = start(() => toSums(0), { readSums, now: () => now, random: () => 0.99 });
	expect((await budget.judge()).level).toBe("warn");
	budget.use({ rowsWritten: 10 });
	expect((await budget.judge()).level).toBe("stop");
	expect(reads).toBe(1);
	now += 10_000;
	expect((await budget.judge()).level).toBe("warn");
	expect(reads).toBe(2);
});

it("takes the worse of the tenant's and the account's", async () => {
	const settings = { ...SETTINGS, account: { ...NONE, rowsWritten: 1_000 } };
	const readSums = async (scope: string) => toSums(scope === "account" ? 1_000 : 60);
	const { budget } = start(() => toSums(0), { settings, readSums });
	expect(await budget.judge()).toMatchObject({ level: "stop", scope: "account", use: { unit: "rowsWritten", share: 1 } });
});

it("goes on with what it knows while the counter can't be read", async () => {
	let now = 0;
	let isDown = true;
	const read = () => {
		if (isDown) throw new Error("it is down");
		return toSums(100);
	};
	const { budget, errors } = start(read, { now: () => now });
	expect((await budget.judge()).level).toBe("ok");
	isDown = false;
	expect((await budget.judge()).level).toBe("stop");
	isDown = true;
	now += 60_000;
	expect((await budget.judge()).level).toBe("stop");
	expect(errors).toHaveLength(2);
});

function makeMemoryObject(): Pick<CounterObject, "add" | "sums"> {
	const shard = makeCounterShard(makeMemoryCounterStore(), () => 0);
	return {
		async add(_, batch) {
			shard.add(batch);
			return shard.sums(toDay(0));
		},
		sums: async (day) => shard.sums(day),
	};
}

const OBJECTS: Readonly<Record<string, () => Pick<CounterObject, "add" | "sums">>> = {
	"in memory": makeMemoryObject,
	"in workerd": () => env.COUNTER.getByName("budgeted"),
};

describe.for(Object.entries(OBJECTS))("over a counter %s", ([, make]) => {
	it("lets the request that reaches it complete, refuses the next, and loses no count", async () => {
		const object = make();
		const batch = (sequence: number, rowsWritten: number): CounterBatch => ({
			writer: "w",
			sequence,
			days: { [toDay(0)]: { rowsWritten } },
		});
		const id = { name: "budgeted", location: "weur", shard: 0 };
		await object.add(id, batch(1, 60));
		const { budget } = start(() => toSums(0), { readSums: (_, day) => object.sums(day), random: () => 0.99 });
		expect((await budget.judge()).level).toBe("warn");
		await object.add(id, batch(2, 70));
		budget.hear("tenant", await object.sums(toDay(0)));
		expect((await budget.judge()).level).toBe("stop");
		expect((await object.sums(toDay(0))).ofDay).toEqual({ rowsWritten: 130 });
	});
});
