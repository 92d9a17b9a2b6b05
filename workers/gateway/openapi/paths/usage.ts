import { STATS } from "../../stats-metrics.ts";
import { forTenant, json, type Paths } from "../operation.ts";
import { inQuery } from "../parameters.ts";
import { COUNT, list, object, TEXT, TIME } from "../schema.ts";

const USAGE = object({ requests: COUNT, reads: COUNT, writes: COUNT, events: COUNT, bytesIn: COUNT });

const DAY = { type: "string", format: "date" } as const;
const METRICS = Object.fromEntries(STATS.map((name) => [name, COUNT]));

const STATISTICS = object({
	tenant: TEXT,
	asOf: TIME,
	ageSeconds: COUNT,
	has: object({ records: { type: "integer" } }),
	total: object(METRICS),
	period: object({ from: DAY, to: DAY, ...METRICS }),
	days: list(object({ day: DAY, ...METRICS })),
});

export const USAGE_PATHS: Paths = {
	"/v1/usage": {
		get: forTenant({
			id: "getUsage",
			tag: "usage",
			summary: "What was counted today",
			answers: {
				200: json("Until now, without this request.", object({ tenant: TEXT, day: DAY, usage: USAGE })),
			},
		}),
	},
	"/v1/stats": {
		get: forTenant({
			id: "getStats",
			tag: "usage",
			summary: "What the tenant has and did",
			description:
				"Counted exactly, and copied every few seconds or minutes: `asOf` says when. Days are UTC, and 35 of them are kept one by one.",
			parameters: [
				inQuery("from", "The first day; by default the sixth before `to`.", DAY),
				inQuery("to", "The last day; by default today.", DAY),
				inQuery("fresh", "`true` asks the counters themselves.", { type: "string", enum: ["true", "false"], default: "false" }),
			],
			answers: { 200: json("Of all time, of the period, and of each of its days that has any.", STATISTICS) },
			problems: ["bad-parameter"],
		}),
	},
};
