import { expect, it } from "vitest";
import type { MovePlan } from "../../workers/lib/move/move-plan.ts";
import { moveWith } from "./move-with.ts";
import type { World } from "./world.ts";

const PASS = "UPDATE tenant_places SET pass = ?2 WHERE tenant = ?1";
const RECORD = "(SELECT min(id) FROM records WHERE tenant = ?1)";

/** What a fault of ours could do to the target, and no step of a move notices. */
const FAULTS: readonly (readonly [string, string])[] = [
	["a row is lost", `DELETE FROM records WHERE tenant = ?1 AND id = ${RECORD}`],
	["a row is older", `UPDATE records SET version = version + 1 WHERE tenant = ?1 AND id = ${RECORD}`],
	["a row's text is cut", `UPDATE records SET data = data || ' ' WHERE tenant = ?1 AND id = ${RECORD}`],
	["a row has come twice", `INSERT INTO records SELECT tenant, 'd', id, etag, updated_at, version, data FROM records WHERE tenant = ?1`],
];

const onTarget = (sql: string) => async (world: World, plan: MovePlan) => {
	const database = world.database(plan.target.shards[0] ?? "");
	await database.batch([
		database.prepare(PASS).bind(world.tenant, 1),
		database.prepare(sql).bind(world.tenant),
		database.prepare(PASS).bind(world.tenant, 0),
	]);
};

it.each(FAULTS)("is undone and leaves all as it was where %s, as all rows are compared while the source is open", async (_, sql) => {
	const { end, said } = await moveWith("compare", onTarget(sql));
	expect(end).toBe("undone");
	expect(said).toMatch(/^Error: records: \d+ rows are to leave/);
});

const change = async (world: World, plan: MovePlan) => {
	const source = world.database(plan.source.shards[0] ?? "");
	await source.prepare("UPDATE records SET version = version WHERE tenant = ?1").bind(world.tenant).run();
};

it.each(["follow", "hand over"])("compares whole what has changed since then, and is undone where that is otherwise: %s", async (step) => {
	for (const [, sql] of FAULTS.slice(0, 3)) {
		const { end, said } = await moveWith(step, change, onTarget(sql));
		expect(end).toBe("undone");
		expect(said).toContain("rows that changed are otherwise on their target");
	}
});

it("is undone where a table has lost what writes its changes down", async () => {
	const { end, said } = await moveWith("hand over", async (world, plan) => {
		const source = world.database(plan.source.shards[0] ?? "");
		await source.prepare("DROP TRIGGER records_change_update").run();
		await change(world, plan);
	});
	expect(end).toBe("undone");
	expect(said).toContain("records_change_update was missing");
	expect((await moveWith("nothing", async () => undefined)).end).toBe("done");
});
