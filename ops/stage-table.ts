import { knobs } from "../config/knobs.ts";
import { STAGES, type Stage } from "../config/settings.ts";
import { PRESETS } from "../presets/presets.ts";

type Row = readonly [title: string, cell: (stage: Stage) => string];

const { format } = new Intl.NumberFormat("en-US");
const orNone = (text: string) => (text.startsWith("0 ") ? "–" : text);
const percent = (share: number) => `${share * 100} %`;
const knobsOf = (stage: Stage) => {
	const { workload: _workload, ...preset } = PRESETS[stage];
	return knobs.parse(preset);
};
const poolOf = (stage: Stage) => PRESETS[stage].d1WriteRate.pool;

const ROWS: readonly Row[] = [
	["requests a day", (stage) => format(PRESETS[stage].workload.requestsPerDay)],
	["tenants", (stage) => format(PRESETS[stage].workload.tenants)],
	["shared databases", (stage) => String(poolOf(stage).reduce((sum, { shards }) => sum + shards, 0))],
	[
		"regions",
		(stage) =>
			poolOf(stage)
				.map(({ region }) => region)
				.join(" "),
	],
	["read replicas", (stage) => (PRESETS[stage].d1ReadLatency.replication === "auto" ? "yes" : "–")],
	[
		"`app` runs",
		(stage) => ({ none: "where called", smart: "smart placement", "by-location": "one a region" })[PRESETS[stage].d1ReadLatency.placement],
	],
	["tenant key believed for", (stage) => PRESETS[stage].kvReadLatency.keyMemory],
	["records cached for", (stage) => orNone(PRESETS[stage].kvWriteRate.recordTtl)],
	["past events cached for", (stage) => orNone(PRESETS[stage].edge.pastEvents)],
	["queues × consumers", (stage) => `${knobsOf(stage).queueThroughput.lanes} × ${knobsOf(stage).queueThroughput.concurrency}`],
	["exact limit on writes", (stage) => (PRESETS[stage].rateLimits.exactWritesPerMinute > 0 ? "yes" : "–")],
	["invocations logged", (stage) => percent(PRESETS[stage].observability.logs)],
	["kept when deleted", (stage) => (PRESETS[stage].safety.retainOnDelete ? "yes" : "–")],
];

/** The presets beside each other, as a Markdown table. */
export function makeStageTable(): string {
	const head = `| | ${STAGES.map((stage) => `\`${stage}\``).join(" | ")} |`;
	const rows = ROWS.map(([title, cell]) => `| ${title} | ${STAGES.map(cell).join(" | ")} |`);
	return [head, `| --- |${" ---: |".repeat(STAGES.length)}`, ...rows].join("\n");
}
