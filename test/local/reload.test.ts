import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startAccount } from "../../local/account.ts";
import { makeChanges } from "../../local/start/changes.ts";
import { copyFixture } from "./fixture-copy.ts";

async function edit(root: string, file: string, from: string, to: string): Promise<void> {
	const path = join(root, file);
	const content = await readFile(path, "utf8");
	expect(content).toContain(from);
	await writeFile(path, content.replace(from, to));
}

describe("reload", () => {
	it("swaps code and settings, keeps data and says what is different", async () => {
		await using fixture = await copyFixture();
		const account = await startAccount({ root: fixture.root, stack: "dev", ephemeral: true });
		try {
			await account.fetch("/d1?id=kept");
			await edit(fixture.root, "workers/front.js", 'return "logged"', 'return "changed"');
			await edit(fixture.root, "Pulumi.dev.yaml", "greeting: hello", "greeting: moin");
			const changes = makeChanges(await account.reload());
			expect(await (await account.fetch("/log")).json()).toBe("changed");
			expect(await (await account.fetch("/rpc")).json()).toBe("moin, Ada");
			expect(await (await account.fetch("/d1")).json()).toEqual([{ id: "kept" }]);
			expect(changes.added).toEqual([]);
			expect(changes.changed).toContain("front WorkerVersion (bindings, modules)");
		} finally {
			await account.stop();
		}
	});

	it("takes another config for good, and loses no message that waits in a queue", async () => {
		await using fixture = await copyFixture();
		// Longer than the program takes.
		await edit(fixture.root, "index.ts", "maxWaitTimeMs: 100", "maxWaitTimeMs: 4_000");
		const account = await startAccount({ root: fixture.root, stack: "dev", ephemeral: true });
		try {
			await account.fetch("/queue?id=waits");
			await account.reload({ config: { "stagecraft:greeting": "moin" } });
			expect(await (await account.fetch("/rpc")).json()).toBe("moin, Ada");
			expect(await (await account.fetch("/notes")).json()).toContain("fixture-jobs/waits/1");
			await account.reload();
			expect(await (await account.fetch("/rpc")).json()).toBe("moin, Ada");
		} finally {
			await account.stop();
		}
	});

	it("refuses, as the engine does, to replace what is protected", async () => {
		await using fixture = await copyFixture();
		const account = await startAccount({ root: fixture.root, stack: "dev", ephemeral: true });
		try {
			await account.fetch("/d1?id=kept");
			await edit(fixture.root, "index.ts", 'name: "fixture-orders"', 'name: "fixture-renamed"');
			await expect(account.reload()).rejects.toThrow(/^orders: protected, .* delete or replace it/);
			expect(await (await account.fetch("/d1")).json()).toEqual([{ id: "kept" }]);
		} finally {
			await account.stop();
		}
	});

	it("keeps the old program when the new one is refused", async () => {
		await using fixture = await copyFixture();
		const account = await startAccount({ root: fixture.root, stack: "dev", ephemeral: true });
		try {
			await edit(fixture.root, "Pulumi.dev.yaml", "stagecraft:greeting", "stagecraft:mode: refuse\n  stagecraft:greeting");
			await expect(account.reload()).rejects.toThrow("stage: huge isn't a stage");
			expect(await (await account.fetch("/rpc")).json()).toBe("hello, Ada");
		} finally {
			await account.stop();
		}
	});

	it("applies new migrations before new code, and neither when they fail", async () => {
		await using fixture = await copyFixture();
		const account = await startAccount({ root: fixture.root, stack: "dev", ephemeral: true });
		const setMigration = (from: string, sql: string) =>
			edit(fixture.root, "index.ts", from, `config.get("migration") ?? ${JSON.stringify(sql)}`);
		const first = "CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY);";
		const second = "ALTER TABLE orders ADD COLUMN note TEXT;";
		try {
			await setMigration(`config.get("migration") ?? "${first}"`, "ALTER TABLE nowhere ADD COLUMN x");
			await edit(fixture.root, "Pulumi.dev.yaml", "greeting: hello", "greeting: moin");
			await expect(account.reload()).rejects.toThrow(/migrate-orders failed.*nowhere/);
			expect(await (await account.fetch("/rpc")).json()).toBe("hello, Ada");
			await setMigration('config.get("migration") ?? "ALTER TABLE nowhere ADD COLUMN x"', second);
			await account.reload();
			expect(await (await account.fetch("/rpc")).json()).toBe("moin, Ada");
			const orders = await account.d1("fixture-orders");
			expect((await orders.prepare("SELECT note FROM orders").all()).success).toBe(true);
		} finally {
			await account.stop();
		}
	});
});

describe("start", () => {
	it("finds its data and token again at a second start", async () => {
		await using fixture = await copyFixture();
		const first = await startAccount({ root: fixture.root, stack: "dev" });
		await first.fetch("/d1?id=persisted");
		await first.fetch("/counter");
		await first.fetch("/kv");
		await first.stop();
		const second = await startAccount({ root: fixture.root, stack: "dev" });
		try {
			expect(second.adminToken).toBe(first.adminToken);
			expect(await (await second.fetch("/d1")).json()).toEqual([{ id: "persisted" }]);
			expect(await (await second.fetch("/counter")).json()).toBe(2);
			expect(await (await second.fetch("/notes")).json()).toContain("a");
		} finally {
			await second.stop();
		}
	});

	it("fails with the message of a hook that fails", async () => {
		await using fixture = await copyFixture();
		const config = { "stagecraft:migration": "CREATE nonsense" };
		await expect(startAccount({ root: fixture.root, stack: "dev", ephemeral: true, config })).rejects.toThrow(
			/migrations \(pulumi:index:Stash\): beforeCreate hook migrate-orders failed: .*syntax error/,
		);
	});

	it("names a binding type that it doesn't know", async () => {
		await using fixture = await copyFixture();
		const config = { "stagecraft:mode": "unknown-binding" };
		const start = startAccount({ root: fixture.root, stack: "dev", ephemeral: true, config });
		await expect(start).rejects.toThrow("Worker fixture-front, binding BROWSER is of type browser");
	});
});
