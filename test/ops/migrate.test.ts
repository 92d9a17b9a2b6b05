import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type LocalStack, startLocalStack } from "./local-stack.ts";

let stack: LocalStack;
beforeAll(async () => {
	stack = await startLocalStack({ "stagecraft:stage": "launch" });
});
afterAll(() => stack.stop());

const migrate = (line: string) => stack.ops(`migrate ${line} --local`);

const status = z.object({
	sets: z.array(
		z.object({
			set: z.string(),
			databases: z.array(z.object({ database: z.string(), applied: z.number(), pending: z.array(z.string()), drift: z.unknown() })),
		}),
	),
});

it("finds every database of a running account migrated, and as its ledger says", async () => {
	const { code, out } = await migrate("status --json");
	expect(code).toBe(0);
	const { sets } = status.parse(JSON.parse(out));
	expect(sets.map(({ set }) => set)).toEqual(["directory", "shard"]);
	for (const { databases } of sets) for (const { pending, drift } of databases) expect([pending, drift]).toEqual([[], null]);
	expect((await migrate("plan")).out).toBe("every database has every migration");
});

it("names the database that somebody changed by hand, and ends with 1", async () => {
	const shard = await stack.account.d1("stagecraft-dev-pool-weur-0");
	await shard.exec("CREATE INDEX by_etag ON records (etag)");
	const { code, out } = await migrate("status");
	await shard.exec("DROP INDEX by_etag");
	expect(code).toBe(1);
	expect(out).toContain("pool-weur-0 isn't as its ledger says:\n  extra: index by_etag");
});

it("applies again what is gone from a ledger, to that database alone", async () => {
	const shard = await stack.account.d1("stagecraft-dev-pool-weur-0");
	const made = await shard
		.prepare(
			"SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY type DESC",
		)
		.all();
	for (const { name, type } of z.array(z.object({ name: z.string(), type: z.string() })).parse(made.results))
		await shard.exec(`DROP ${type} ${name}`);
	expect((await migrate("plan")).out).toContain("0001_shard.sql");
	const { code, out } = await migrate("apply --json");
	expect(code).toBe(0);
	expect(JSON.parse(out)).toMatchObject({
		sets: [
			{ set: "directory", changed: 0 },
			{ set: "shard", changed: 1 },
		],
	});
	expect((await migrate("status")).code).toBe(0);
});

it("asks before it contracts, and does nothing where nobody can answer", async () => {
	const { code, error } = await migrate("apply --contract");
	expect(code).toBe(1);
	expect(error).toContain("--yes");
});

it("says how to start the account where none runs", async () => {
	stack.forget();
	const { code, error } = await migrate("status");
	expect(code).toBe(1);
	expect(error).toContain("npm start");
});
