import { capacity, command, type Item, rule, test } from "./checklist.ts";

/** A second database: from here on tenants are spread, and may have to move. */
export const stage10k: readonly Item[] = [
	{
		todo: "The load asks for this stage: not a smaller one, and none larger",
		proofs: [command("npm run ops -- plan recommend --requests 10000"), rule("sharding-too-early")],
	},
	{
		todo: "What will be created, updated and replaced was read, and nothing that holds data is lost",
		proofs: [command("npm run ops -- plan diff launch 10k --stack prod"), rule("stage-change-loses-data")],
	},
	{ todo: "The step was rehearsed with this stack's tenants", proofs: [command("npm run grow -- launch 10k --stack prod")] },
	{ todo: "The pack passes at the new stage", proofs: [command("npm run policy -- --stack prod --stage 10k")] },
	{
		todo: "Every database is as its ledger says, before another one joins them",
		proofs: [
			command("npm run ops -- migrate status --stack prod"),
			test("test/ops/migrate.test.ts", "names the database that somebody changed by hand, and ends with 1"),
		],
	},
	{
		todo: "A move was rehearsed: a tenant that writes goes to the other database, and is found there",
		proofs: [test("test/contract/moves.test.ts", "moves a tenant from region to region while it writes, and to its own databases")],
	},
	{
		todo: "It is known which tenant fills the first database, and how fast",
		proofs: [command("npm run ops -- shards list --stack prod"), capacity("d1Size")],
	},
	{
		todo: "The daily report reaches somebody every morning: dead letters, failed jobs, shards that fill up",
		proofs: [
			test(
				"test/workers/lib/report/to-markdown.test.ts",
				"names what needs a hand: dead letters, failed jobs and runs, shards that are nearly full",
			),
			rule("dlq-retention"),
		],
	},
	{
		todo: "Consumers try again as often as it helps, and no more",
		proofs: [rule("consumer-retries"), rule("consumer-retry-delay"), capacity("queueThroughput")],
	},
	{
		todo: "Parts of uploads that nobody finished go away, and so do archives that are old enough",
		proofs: [rule("uploads-never-aborted"), rule("bucket-without-lifecycle")],
	},
	{
		todo: "The month's bill is known and within the budget",
		proofs: [command("npm run ops -- cost diff launch 10k --stack prod"), rule("monthly-cost")],
	},
];
