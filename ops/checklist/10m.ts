import { capacity, command, type Item, rule, test } from "./checklist.ts";

/** Forty databases, an app beside each location's, eight lanes of events. */
export const stage10m: readonly Item[] = [
	{
		todo: "The load asks for this stage, and no knob of 1m would do",
		proofs: [command("npm run ops -- plan recommend --requests 10000000"), rule("sharding-too-early")],
	},
	{
		todo: "What will be created, updated and replaced was read: the one app goes, one for each location comes, no data is lost",
		proofs: [command("npm run ops -- plan diff 1m 10m --stack prod"), rule("stage-change-loses-data")],
	},
	{ todo: "The step was rehearsed with this stack's tenants", proofs: [command("npm run grow -- 1m 10m --stack prod")] },
	{ todo: "The pack passes at the new stage", proofs: [command("npm run policy -- --stack prod --stage 10m")] },
	{
		todo: "The way back is known: what holds data is kept by overrides, and all of it can be reached",
		proofs: [command("npm run grow -- 10m 1m --stack prod")],
	},
	{
		todo: "Each app binds what one Worker may, and starts in time",
		proofs: [rule("shard-binding-limit"), rule("worker-startup"), capacity("workerMemory")],
	},
	{
		todo: "A fan-out over all shards stays within the subrequests and the CPU of one invocation",
		proofs: [capacity("subrequests"), capacity("workerCpu"), rule("cpu-limit-missing")],
	},
	{
		todo: "Eight lanes take the peak's events, each those of a few shards; a soak with faults has lost none and stored none twice",
		proofs: [capacity("queueThroughput"), command("npm run bench -- soak --events 1000000"), rule("consumer-batch-size")],
	},
	{
		todo: "A migration of all databases was timed against the API's 1,200 calls in five minutes, the canary first",
		proofs: [
			command("npm run ops -- migrate plan --stack prod --stage 10m"),
			test("test/migrations/apply-migrations.test.ts", "tells its progress, database by database"),
		],
	},
	{
		todo: "Daily partitions are made ahead and leave for the archive after 12 days; its cron runs as often as it may",
		proofs: [capacity("d1Size"), rule("cron-grain"), rule("cron-count")],
	},
	{
		todo: "Files and archives flow within what R2 and one Worker carry",
		proofs: [capacity("r2Throughput")],
	},
	{
		todo: "A hundredth of the invocations is logged: alerts go by metrics and dead letters, and not by log lines",
		proofs: [rule("sampling-everything"), rule("dlq-without-consumer")],
	},
	{
		todo: "Rooms with thousands of members were measured",
		proofs: [
			command("npm run bench -- live"),
			test("test/contract/live.test.ts", "spreads a room over objects when it is full, and everyone gets everything once"),
		],
	},
	{
		todo: "The month's bill is known and within the budget",
		proofs: [command("npm run ops -- cost diff 1m 10m --stack prod"), rule("monthly-cost")],
	},
];
