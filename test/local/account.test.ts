import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Account, startAccount } from "../../local/account.ts";
import { FIXTURE } from "./fixture-copy.ts";
import { until } from "./until.ts";

let account: Account;
let printed = "";

beforeAll(async () => {
	const print = (text: string) => {
		printed += text;
	};
	account = await startAccount({ root: FIXTURE, stack: "dev", ephemeral: true, print });
});
afterAll(() => account.stop());

async function get(path: string): Promise<unknown> {
	const response = await account.fetch(path);
	return response.json();
}

const notes = async (): Promise<readonly unknown[]> => {
	const names = await get("/notes");
	return Array.isArray(names) ? names : [];
};

describe("bindings", () => {
	it.each([
		["/kv", "1"],
		["/r2", "file"],
		["/rpc", "hello, Ada"],
		["/metrics", "written"],
		["/d1?id=7", [{ id: "7" }]],
	])("answers %s in workerd", async (path, expected) => {
		expect(await get(path)).toEqual(expected);
	});

	it("gives text, secret, JSON and version bindings their values", async () => {
		const version = account.program().resources.find(({ type, name }) => type.endsWith(":WorkerVersion") && name === "front");
		expect(await get("/values")).toMatchObject({
			token: account.adminToken,
			settings: { list: [1, 2] },
			greeting: "hello",
			version: { id: version?.id },
		});
	});

	it("keeps a Durable Object's SQLite state in the Worker that exports it", async () => {
		expect([await get("/counter"), await get("/counter")]).toEqual([1, 2]);
	});

	it("refuses what is over a rate limit", async () => {
		expect([await get("/limit"), await get("/limit"), await get("/limit")]).toEqual([true, true, false]);
	});

	it("runs a Workflow to its end", async () => {
		await get("/flow?start&id=one");
		const isComplete = (status: unknown) => JSON.stringify(status).includes('"complete"');
		expect(await until(() => get("/flow?id=one"), isComplete)).toMatchObject({ output: 42 });
	});
});

describe("queues", () => {
	it("delivers a message once when it is acknowledged", async () => {
		await get("/queue?id=good");
		await until(notes, (names) => names.includes("fixture-jobs/good/1"));
		expect(await notes()).not.toContain("fixture-jobs/good/2");
	});

	it("dead-letters a message after its last retry", async () => {
		await get("/queue?id=bad&fail");
		await until(notes, (names) => names.includes("fixture-jobs-dlq/bad/1"));
		const attempts = (await notes()).filter((name) => String(name).startsWith("fixture-jobs/bad/"));
		expect(attempts).toEqual(["fixture-jobs/bad/1", "fixture-jobs/bad/2"]);
	});
});

describe("the account", () => {
	it("fires a cron trigger when it is told to", async () => {
		expect(await account.scheduled("fixture-back", "0 3 * * *")).toBe("ok");
		const kv = await account.kv("fixture-notes");
		expect(await kv.get("cron")).toBe("0 3 * * *");
	});

	it("reaches the Workers' own stores by name", async () => {
		const d1 = await account.d1("fixture-orders");
		await d1.prepare("INSERT INTO orders (id) VALUES ('direct')").run();
		expect(JSON.stringify(await get("/d1"))).toContain("direct");
		const r2 = await account.r2("fixture-files");
		await get("/r2");
		expect((await r2.head("a.txt"))?.size).toBe(4);
	});

	it("delivers what a test sends to a queue", async () => {
		const queue = await account.queue("fixture-jobs");
		await queue.send({ id: "sent-by-test" });
		await until(notes, (names) => names.includes("fixture-jobs/sent-by-test/1"));
	});

	it("names a store that it doesn't have, and those it has", () => {
		expect(() => account.d1("nope")).toThrow("the account has no nope; it has fixture-orders");
	});

	it("hands on what Workers print", async () => {
		await get("/log");
		await until(
			async () => printed,
			(text) => text.includes("printed by front"),
		);
	});

	it("says that this workerd is older than a compatibility date", () => {
		expect(account.notes()).toHaveLength(1);
		expect(account.notes()[0]).toContain("fixture-front");
	});

	it("tells how long each phase took", () => {
		const { program, workerd, migrations, health, total } = account.timings;
		expect(Math.abs(program + workerd + migrations + health - total)).toBeLessThanOrEqual(4);
	});
});
