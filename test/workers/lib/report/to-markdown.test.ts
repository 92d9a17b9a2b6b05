import { expect, it } from "vitest";
import type { DailyReport } from "../../../../workers/lib/report/daily-report.ts";
import { toMarkdown } from "../../../../workers/lib/report/to-markdown.ts";

const report: DailyReport = {
	day: "2026-11-20",
	at: "2026-11-21T03:23:00.000Z",
	stage: "1m",
	tenants: { opening: 0, open: 1234, closed: 0 },
	usage: { active: 2, total: { requests: 1_234_567 }, busiest: [{ tenant: "acme", requests: 1_000_000 }] },
	storage: {
		databases: 1,
		bytes: 4_096,
		shards: [
			{ shard: "pool-weur-0", location: "weur", bytes: 4_096, rows: 10, tenants: 7, partitions: 1, seenAt: "2026-11-21T03:07:00.000Z" },
		],
	},
	deadLetters: { queues: [], isComplete: true },
	jobs: [{ job: "partitions", lastGood: "2026-11-21T03:00:00.000Z", fault: null }],
	runs: [],
};

it("says first that nothing needs a hand, then every figure", () => {
	const text = toMarkdown(report);
	expect(text.split("\n\n").slice(0, 2)).toEqual(["# 2026-11-20, stage 1m", "Nothing needs a hand."]);
	for (const row of [
		"| requests | 1,234,567 |",
		"| open | 1,234 |",
		"| pool-weur-0 | weur | 7 | 1 | 4,096 | 0.0 % |",
		"| partitions | 2026-11-21T03:00:00.000Z | – |",
	])
		expect(text).toContain(row);
	expect(text).toContain("## Dead letters\n\nNone.");
});

it("names what needs a hand: dead letters, failed jobs and runs, shards that are nearly full", () => {
	const [shard] = report.storage.shards;
	const text = toMarkdown({
		...report,
		deadLetters: { queues: [{ queue: "events-0", letters: 1500 }], isComplete: false },
		jobs: [{ job: "usage", lastGood: null, fault: "Error: D1 | is\ndown" }],
		runs: [{ id: "r", kind: "export", subject: "acme", state: "failed", fault: "R2 is down" }],
		storage: { ...report.storage, shards: shard ? [{ ...shard, bytes: 9e9, seenAt: "2026-11-20T03:07:00.000Z" }] : [] },
	});
	expect(text.split("\n\n")[1]?.split("\n")).toEqual([
		"- at least 1,500 dead letters wait for a replay",
		"- usage failed: Error: D1 \\| is down",
		"- export of acme failed: R2 is down",
		"- pool-weur-0 is at 90.0 % of a database's size",
		"- pool-weur-0 was last looked at 2026-11-20T03:07:00.000Z",
	]);
	expect(text.split("\n").filter((line) => line.startsWith("| usage"))).toEqual(["| usage | – | Error: D1 \\| is down |"]);
});
