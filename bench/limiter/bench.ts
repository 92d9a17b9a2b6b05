import { parseArgs } from "node:util";
import { z } from "zod";
import type { BenchResult } from "../bench.ts";
import { startBenchWorker } from "../bench-worker.ts";
import { makeRandom } from "../random.ts";
import { runRounds } from "../run-rounds.ts";
import { toSummary } from "../summary.ts";

const LIMIT = 20;
const PERIOD_MS = 60_000;
const START = 1_800_000_000_000;

type Times = Readonly<Record<string, readonly number[]>>;
type Decisions = Readonly<Record<string, readonly boolean[]>>;
const decisions = z.record(z.string(), z.array(z.boolean()));

interface Measured {
	readonly decisions: number;
	readonly seconds: number;
	/** Against a window that remembers everything. */
	readonly wrong: number;
	/** The most that was let through in any window, over the limit. */
	readonly overshoot: number;
}

/** Each key asks in bursts just before and just after a minute begins. */
function makeTimes(keys: number, requests: number, random: () => number): Times {
	const toTimes = () =>
		Array.from({ length: requests }, (_, index) => {
			const minute = Math.floor((index * 4) / requests) + 1;
			return START - (START % PERIOD_MS) + minute * PERIOD_MS + Math.floor((random() - 0.5) * 6_000);
		}).toSorted((a, b) => a - b);
	return Object.fromEntries(Array.from({ length: keys }, (_, key) => [`tenant-${key}`, toTimes()]));
}

function decideExactly(times: readonly number[]): boolean[] {
	const allowed: number[] = [];
	return times.map((now) => {
		const isAllowed = allowed.filter((at) => at > now - PERIOD_MS).length < LIMIT;
		if (isAllowed) allowed.push(now);
		return isAllowed;
	});
}

function compare(times: Times, decided: Decisions): Pick<Measured, "decisions" | "wrong" | "overshoot"> {
	let [count, wrong, overshoot] = [0, 0, 0];
	for (const [key, asked] of Object.entries(times)) {
		const answers = decided[key] ?? [];
		const exact = decideExactly(asked);
		count += asked.length;
		wrong += exact.filter((isAllowed, index) => isAllowed !== answers[index]).length;
		const passed = asked.filter((_, index) => answers[index]);
		for (const at of passed) overshoot = Math.max(overshoot, passed.filter((one) => one > at - PERIOD_MS && one <= at).length - LIMIT);
	}
	return { decisions: count, wrong, overshoot };
}

const toRounded = (value: number) => Number(value.toPrecision(4));

/** Our limiter beside one that stores its whole map of fixed windows with each request. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: {
			keys: { type: "string", default: "200" },
			requests: { type: "string", default: "100" },
			rounds: { type: "string", default: "5" },
			seed: { type: "string", default: "1" },
		},
	});
	const [keys, requests, seed] = [Number(options.keys), Number(options.requests), Number(options.seed)];
	const worker = await startBenchWorker("bench/limiter/worker.ts", {
		durableObjects: { OURS: { className: "Ours", useSQLite: true }, WHOLE_MAP: { className: "WholeMap", useSQLite: true } },
	});
	const random = makeRandom(seed);
	const measure = async (limiter: string, round: string, times: Times): Promise<Measured> => {
		const body = JSON.stringify({ name: round, limit: LIMIT, periodMs: PERIOD_MS, keys: times });
		const startedAt = performance.now();
		const text = await worker.fetch(`/${limiter}`, body);
		const seconds = (performance.now() - startedAt) / 1_000;
		return { ...compare(times, decisions.parse(JSON.parse(text))), seconds };
	};
	try {
		for (const limiter of ["ours", "wholeMap"]) await measure(limiter, "warm", makeTimes(keys, 10, random));
		const times = makeTimes(keys, requests, random);
		const contenders = {
			ours: (round: number) => measure("ours", `round-${round}`, times),
			wholeMap: (round: number) => measure("wholeMap", `round-${round}`, times),
		};
		return toResult(await runRounds({ rounds: Number(options.rounds), seed, contenders }));
	} finally {
		await worker.stop();
	}
}

const toRate = (rounds: readonly Measured[]) => toSummary(rounds.map(({ decisions: count, seconds }) => count / seconds));

function toResult(measured: ReadonlyMap<string, readonly Measured[]>): BenchResult {
	const rows = [...measured].map(([limiter, rounds]) => {
		const { median, low, high } = toRate(rounds);
		const wrong = Math.max(...rounds.map((round) => round.wrong / round.decisions));
		return {
			limiter,
			decisionsPerSecond: toRounded(median),
			low: toRounded(low),
			high: toRounded(high),
			wrongShare: toRounded(wrong),
			overshootOfLimit: toRounded(Math.max(...rounds.map(({ overshoot }) => overshoot)) / LIMIT),
		};
	});
	const rate = (name: string) => toRate(measured.get(name) ?? []).median;
	return { rows, ratios: { wholeMap: toRounded(rate("ours") / rate("wholeMap")) } };
}
