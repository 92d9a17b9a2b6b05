import { readSnapshot } from "../lib/counter/counter-snapshot.ts";
import { BEFORE, type Counts, type Days, sumDays } from "../lib/counter/counts.ts";
import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { logError } from "../lib/log-error.ts";
import { ProblemError } from "../lib/problem.ts";
import { DAY_MS, toDay } from "../lib/time/day.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { STATS } from "./stats-metrics.ts";
import { readCounts } from "./usage.ts";

const DEFAULT_DAYS = 7;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const toMetrics = (counts: Counts) => Object.fromEntries(STATS.map((name) => [name, counts[name] ?? 0]));

function parseDay(name: string, text: string | undefined, otherwise: string): string {
	if (text === undefined) return otherwise;
	if (DAY.test(text) && !Number.isNaN(Date.parse(text)) && toDay(Date.parse(text)) === text) return text;
	throw new ProblemError("bad-parameter", `${name}: must be a day such as 2026-11-21`);
}

function parsePeriod(c: GatewayContext, now: number) {
	const to = parseDay("to", c.req.query("to"), toDay(now));
	const from = parseDay("from", c.req.query("from"), toDay(Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS));
	if (from > to) throw new ProblemError("bad-parameter", "from: must not be later than to");
	const fresh = c.req.query("fresh") ?? "false";
	if (fresh !== "true" && fresh !== "false") throw new ProblemError("bad-parameter", "fresh: must be true or false");
	return { from, to, fresh: fresh === "true" };
}

interface Reading {
	readonly at: number;
	readonly days: Days;
}

/** The copy in KV where there is one, unless the newest is asked for: that is read from the counter itself. */
async function readStats(c: GatewayContext, entry: KeyEntry, fresh: boolean, now: number): Promise<Reading> {
	if (!fresh) {
		const snapshot = await readSnapshot(c.env.KEYS, entry.tenant, c.env.SETTINGS.hotReadSeconds).catch((error: unknown) => {
			logError("stats in KV", error, { requestId: c.get("requestId"), tenant: entry.tenant });
			return null;
		});
		if (snapshot) return snapshot;
	}
	return { at: now, days: await readCounts(c, entry) };
}

/** `GET /v1/stats`: what the tenant has and did, since it is there and by day. */
export async function getStats(c: GatewayContext, entry: KeyEntry): Promise<Response> {
	const now = Date.now();
	const { from, to, fresh } = parsePeriod(c, now);
	const { at, days } = await readStats(c, entry, fresh, now);
	const isAsked = (day: string) => day !== BEFORE && day >= from && day <= to;
	const all = sumDays(days);
	const listed = Object.keys(days).filter(isAsked).sort();
	return c.json({
		tenant: entry.tenant,
		asOf: new Date(at).toISOString(),
		ageSeconds: Math.max(0, Math.round((now - at) / 1_000)),
		has: { records: (all["recordsCreated"] ?? 0) - (all["recordsDeleted"] ?? 0) },
		total: toMetrics(all),
		period: { from, to, ...toMetrics(sumDays(days, isAsked)) },
		days: listed.map((day) => ({ day, ...toMetrics(days[day] ?? {}) })),
	});
}
