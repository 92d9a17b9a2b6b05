import { DAY_MS } from "../time/day.ts";
import type { DailyReport } from "./daily-report.ts";

type Cell = string | number | null;

const count = new Intl.NumberFormat("en-US");

/** A D1 database holds 10 GB (/d1/platform/limits/, 2026-04-21). */
const DATABASE_BYTES = 10_000_000_000;

/** What a cell holds comes from names and errors: none of it may end the cell or its line. */
const toCell = (cell: Cell) =>
	typeof cell === "number" ? count.format(cell) : (cell ?? "–").replaceAll("|", "\\|").replaceAll(/\s+/g, " ");

const toRow = (cells: readonly Cell[]) => `| ${cells.map(toCell).join(" | ")} |`;

function toTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
	if (rows.length === 0) return "None.";
	return [toRow(head), `|${" --- |".repeat(head.length)}`, ...rows.map(toRow)].join("\n");
}

const toPercent = (bytes: number) => `${((100 * bytes) / DATABASE_BYTES).toFixed(1)} %`;

const entries = (counts: Readonly<Record<string, number>>) => Object.entries(counts).map(([name, amount]) => [name, amount] as const);

/** What needs a hand, first of all. */
function findConcerns({ at, deadLetters, jobs, runs, storage }: DailyReport): string[] {
	const letters = deadLetters.queues.reduce((sum, one) => sum + one.letters, 0);
	return [
		...(letters > 0 ? [`${deadLetters.isComplete ? "" : "at least "}${count.format(letters)} dead letters wait for a replay`] : []),
		...jobs.filter(({ fault }) => fault !== null).map(({ job, fault }) => `${job} failed: ${fault}`),
		...runs.filter(({ state }) => state === "failed").map(({ kind, subject, fault }) => `${kind} of ${subject} failed: ${fault}`),
		...storage.shards
			.filter(({ bytes }) => bytes > 0.8 * DATABASE_BYTES)
			.map(({ shard, bytes }) => `${shard} is at ${toPercent(bytes)} of a database's size`),
		...storage.shards
			.filter(({ seenAt }) => Date.parse(at) - Date.parse(seenAt) > DAY_MS)
			.map(({ shard, seenAt }) => `${shard} was last looked at ${seenAt}`),
	];
}

const SECTIONS: readonly (readonly [title: string, toText: (report: DailyReport) => string])[] = [
	["Usage", ({ usage }) => toTable(["metric", "amount"], [["active tenants", usage.active], ...entries(usage.total)])],
	[
		"Busiest tenants",
		({ usage }) =>
			toTable(
				["tenant", "requests"],
				usage.busiest.map(({ tenant, requests }) => [tenant, requests]),
			),
	],
	["Tenants", ({ tenants }) => toTable(["state", "tenants"], entries(tenants))],
	[
		"Storage",
		({ storage: { databases, bytes, shards } }) =>
			toTable(
				["shard", "region", "tenants", "partitions", "bytes", "of its limit"],
				[
					...shards.map((one) => [one.shard, one.location, one.tenants, one.partitions, one.bytes, toPercent(one.bytes)]),
					[`${databases} databases`, null, null, null, bytes, null],
				],
			),
	],
	[
		"Dead letters",
		({ deadLetters }) =>
			toTable(
				["queue", "letters"],
				deadLetters.queues.map(({ queue, letters }) => [queue, letters]),
			),
	],
	[
		"Jobs",
		({ jobs }) =>
			toTable(
				["job", "last good run", "fault"],
				jobs.map(({ job, lastGood, fault }) => [job, lastGood, fault]),
			),
	],
	[
		"Long work",
		({ runs }) =>
			toTable(
				["kind", "of", "state", "fault"],
				runs.map(({ kind, subject, state, fault }) => [kind, subject, state, fault]),
			),
	],
];

/** The report for a person: what needs a hand, then the figures. */
export function toMarkdown(report: DailyReport): string {
	const concerns = findConcerns(report);
	const head = [
		`# ${report.day}, stage ${report.stage}`,
		concerns.length === 0 ? "Nothing needs a hand." : concerns.map((one) => `- ${toCell(one)}`).join("\n"),
	];
	const sections = SECTIONS.map(([title, toText]) => `## ${title}\n\n${toText(report)}`);
	return `${[...head, ...sections, `Made at ${report.at}.`].join("\n\n")}\n`;
}
