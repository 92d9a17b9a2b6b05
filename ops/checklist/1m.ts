import { capacity, command, type Item, rule, test } from "./checklist.ts";

/** Three regions, a zone of one's own, past events at the edge. */
export const stage1m: readonly Item[] = [
	{
		todo: "The load asks for this stage, and leaves a fifth of every limit free in it",
		proofs: [command("npm run ops -- plan recommend --stack prod"), rule("capacity-headroom")],
	},
	{
		todo: "What will be created, updated and replaced was read, and nothing that holds data is lost",
		proofs: [command("npm run ops -- plan diff 100k 1m --stack prod"), rule("stage-change-loses-data")],
	},
	{ todo: "The step was rehearsed with this stack's tenants", proofs: [command("npm run grow -- 100k 1m --stack prod")] },
	{ todo: "The pack passes at the new stage", proofs: [command("npm run policy -- --stack prod --stage 1m")] },
	{
		todo: "The zone is ours: its Tiered Cache is on, its rules keep answers for a time that somebody chose",
		proofs: [rule("tiered-cache-off"), rule("cache-rule-ttl")],
	},
	{
		todo: "The zone refuses floods before they are Worker requests",
		proofs: [
			rule("zone-without-rate-limit"),
			test("test/contract/limits.test.ts", "limits failed attempts by address, and serves known keys from there all the same"),
		],
	},
	{
		todo: "Workers Cache keeps tenants apart, and it is decided whether a new version may use the old one's answers",
		proofs: [
			rule("workers-cache-without-tenant"),
			rule("workers-cache-cross-version"),
			test(
				"test/contract/cache-purges.test.ts",
				"makes pages of past events be read anew, which a data center's cache holds for each tenant by itself",
			),
		],
	},
	{
		todo: "A tenth of the invocations is logged, alerts reckon with that, and the cost of more is known",
		proofs: [rule("sampling-everything")],
	},
	{
		todo: "Events that are old enough leave the databases, and are still listed with the same bytes",
		proofs: [
			capacity("d1Size"),
			test("test/contract/archive.test.ts", "are listed with the same bytes and cursors, and stored once however late they come again"),
		],
	},
	{
		todo: "The largest tenants have databases of their own, or a date for the move",
		proofs: [
			command("npm run ops -- shards list --stack prod"),
			capacity("d1WriteRate"),
			test("test/contract/moves.test.ts", "moves a tenant from region to region while it writes, and to its own databases"),
		],
	},
	{
		todo: "Cloudflare has raised what the account needs: databases, storage, requests",
		proofs: [rule("bindings-limit"), rule("shard-binding-limit"), command("npm run ops -- plan show --stage 1m")],
	},
	{
		todo: "What leaves the program by mistake stays at Cloudflare: `safety.retainOnDelete` is on",
		proofs: [command("npm run grow -- 100k 1m"), rule("data-unprotected")],
	},
	{
		todo: "Budgets for rows, KV writes and queue operations were set from what tenants used, and somebody reads the warnings",
		proofs: [
			test("test/contract/upkeep.test.ts", "adds up every tenant's usage, and reports the day to its operator"),
			rule("monthly-cost"),
		],
	},
	{
		todo: "A restore was rehearsed at this size: one shard to a bookmark, and the directory with it",
		proofs: [command("npx wrangler d1 time-travel restore <database> --bookmark <bookmark>")],
	},
	{
		todo: "The month's bill is known and within the budget",
		proofs: [command("npm run ops -- cost diff 100k 1m --stack prod"), rule("monthly-cost")],
	},
];
