import { capacity, command, type Item, rule, test } from "./checklist.ts";

/** A second continent: replicas, placement, caches that live for minutes. */
export const stage100k: readonly Item[] = [
	{
		todo: "The load asks for this stage, and for replicas",
		proofs: [command("npm run ops -- plan recommend --requests 100000"), rule("over-replication")],
	},
	{
		todo: "What will be created, updated and replaced was read, and nothing that holds data is lost",
		proofs: [command("npm run ops -- plan diff 10k 100k --stack prod"), rule("stage-change-loses-data")],
	},
	{ todo: "The step was rehearsed with this stack's tenants", proofs: [command("npm run grow -- 10k 100k --stack prod")] },
	{ todo: "The pack passes at the new stage", proofs: [command("npm run policy -- --stack prod --stage 100k")] },
	{
		todo: "Clients send back their `x-d1-bookmark`: a replica answers, and what one wrote must not be older",
		proofs: [rule("replication-without-sessions"), capacity("d1ReadLatency")],
	},
	{
		todo: "`app` runs near its databases, and the gateway where the clients are",
		proofs: [rule("placement-missing"), rule("smart-placement-on-edge")],
	},
	{
		todo: "What a cache may still believe is acceptable: records for minutes, a revoked key for as long as KV says",
		proofs: [
			rule("cache-ttl"),
			rule("kv-dearer-than-reads"),
			test(
				"test/contract/cache-purges.test.ts",
				"makes all records of a tenant, or of a collection, be read anew with one write, and leaves other tenants' alone",
			),
		],
	},
	{
		todo: "Hot keys stay under a write a second",
		proofs: [capacity("kvWriteRate"), capacity("kvReadLatency")],
	},
	{
		todo: "Tenants' plans fit their exact limit on writes, and they know its headers",
		proofs: [test("test/contract/limits.test.ts", "allows exactly as many writes in a minute as the plan says, and any reads besides")],
	},
	{
		todo: "A migration that fails was tried: the first database is undone, no other is touched, no new code runs",
		proofs: [
			command("npm run ops -- migrate plan --stack prod"),
			test("test/migrations/apply-migrations.test.ts", "touches no other database before the first one is done"),
			test("test/migrations/apply-migrations.test.ts", "undoes a migration whose check doesn't hold, and touches no other database"),
		],
	},
	{
		todo: "Queues hold a peak, and a consumer that lags is seen before its messages are too old",
		proofs: [capacity("queueThroughput"), rule("queue-retention"), rule("consumer-concurrency")],
	},
	{
		todo: "The operators know that their sign-in now ends after a day, and after half an hour's rest",
		proofs: [command("npm run grow -- 10k 100k")],
	},
	{
		todo: "The month's bill is known and within the budget",
		proofs: [command("npm run ops -- cost diff 10k 100k --stack prod"), rule("monthly-cost")],
	},
];
