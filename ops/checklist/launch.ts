import { capacity, command, type Item, rule, test } from "./checklist.ts";

/** Before the first customer. */
export const launch: readonly Item[] = [
	{
		todo: "The token that will deploy has previewed the whole program, and no other permission than the README's list",
		proofs: [command("npm run preview -- --stack prod")],
	},
	{
		todo: "The pack finds nothing mandatory in the stack file that will be deployed",
		proofs: [command("npm run policy -- --stack prod")],
	},
	{ todo: "Every secret is one: in the stack file encrypted, on a Worker a secret binding", proofs: [rule("secret-in-plain-text")] },
	{
		todo: "Databases and buckets lie where they are to stay: their place can't be changed later",
		proofs: [rule("d1-location"), rule("bucket-location")],
	},
	{
		todo: "Tenants with a promised jurisdiction have all that is theirs in it",
		proofs: [
			rule("database-residency"),
			rule("bucket-residency"),
			test("test/contract/dedicated.test.ts", "keeps a tenant with a jurisdiction in it, whatever region is asked for"),
		],
	},
	{
		todo: "What holds data is protected: `safety.protect` is on, the developers' override left out",
		proofs: [rule("data-unprotected"), test("test/plan/stage-change.test.ts", "protects, on the way down, each thing that would go")],
	},
	{
		todo: "No bucket is public, and web pages that may use its URLs are named one by one",
		proofs: [rule("bucket-public"), rule("bucket-cors-any-origin")],
	},
	{
		todo: "One tenant reads and changes nothing of another's, whatever it sends",
		proofs: [
			test("test/contract/leak.test.ts", "leaves every byte of theirs as it was"),
			test("test/contract/auth.test.ts", "lets the key alone decide the tenant"),
		],
	},
	{
		todo: "Requests are limited before they cost, by address and by tenant",
		proofs: [rule("public-without-rate-limit"), test("test/contract/limits.test.ts", "limits a tenant's requests and nobody else's")],
	},
	{
		todo: "A lost key and a lost laptop have been practised: revoke the key, end every session",
		proofs: [
			command("npm run ops -- tenants keys <tenant> --stack prod --revoke <key>"),
			test("test/contract/auth.test.ts", "refuses a revoked key at once, and a wrong secret as before"),
			test("test/contract/sessions.test.ts", "ends every session at once"),
		],
	},
	{
		todo: "A poison message was sent, found among the dead letters with its reason, and replayed",
		proofs: [
			rule("queue-without-dlq"),
			rule("dlq-without-consumer"),
			test("test/contract/dead-letters.test.ts", "dead-letters a message after its last retry, and stores it when it is replayed"),
		],
	},
	{
		todo: "A restore was rehearsed: a database's bookmark is known, and one tenant's export was read back and counted",
		proofs: [
			command("npx wrangler d1 time-travel info <database>"),
			test(
				"test/contract/exports.test.ts",
				"exports records and events, archived ones too, of one tenant and no other, with count and SHA-256",
			),
		],
	},
	{
		todo: "A budget stands, and the estimate for the stage is below it",
		proofs: [rule("monthly-cost"), command("npm run ops -- cost --stack prod")],
	},
	{
		todo: "Logs and metrics are on, and somebody has found a request by its id",
		proofs: [
			rule("observability-off"),
			test("test/contract/health.test.ts", "tells an unknown route by 404, and the request id in the problem"),
		],
	},
	{
		todo: "The load of launch leaves room, with what one database holds as the first thing to watch",
		proofs: [capacity("d1Size"), capacity("kvReadLatency"), command("npm run ops -- plan show --stage launch")],
	},
];
