import { expect, it } from "vitest";
import type { ShardMover } from "../../workers/lib/move/move-data.ts";
import type { MovePlan } from "../../workers/lib/move/move-plan.ts";
import { runMove } from "../../workers/lib/move/run-move.ts";
import { SqliteD1 } from "../support/sqlite-d1.ts";
import { KeptSteps } from "./kept-steps.ts";
import { assertWhole, KINDS } from "./move-under-load.ts";
import { World } from "./world.ts";

const stores = {
	directory: new SqliteD1("directory"),
	shards: {
		SHARD__POOL__WEUR__0: new SqliteD1("shard"),
		SHARD__POOL__WEUR__1: new SqliteD1("shard"),
		SHARD__TENANT__ACME__EU__0: new SqliteD1("shard"),
		SHARD__TENANT__ACME__EU__1: new SqliteD1("shard"),
	},
	bucket: { get: async () => null },
};

const PASS = "UPDATE tenant_places SET pass = ?2 WHERE tenant = ?1";
const RECORD = "(SELECT min(id) FROM records WHERE tenant = ?1)";

/** What a fault of ours could do to the target, and no step of a move notices. */
const FAULTS: readonly (readonly [string, string])[] = [
	["a row is lost", `DELETE FROM records WHERE tenant = ?1 AND id = ${RECORD}`],
	["a row is older", `UPDATE records SET version = version + 1 WHERE tenant = ?1 AND id = ${RECORD}`],
	["a row's text is cut", `UPDATE records SET data = data || ' ' WHERE tenant = ?1 AND id = ${RECORD}`],
	["a row has come twice", `INSERT INTO records SELECT tenant, 'd', id, etag, updated_at, version, data FROM records WHERE tenant = ?1`],
];

type Interfere = (world: World, plan: MovePlan) => Promise<void>;

let tenants = 0;

/** Moves a tenant and, before the step of that name, does something behind the move's back. */
async function moveWith(step: string, interfere: Interfere, afterNextWrite: Interfere = async () => undefined) {
	const [, source, target] = KINDS[0];
	const world = new World(stores, ++tenants, `c${tenants}`, source);
	await world.open();
	for (let i = 0; i < 20; i++) await world.act();
	const plan = await world.enter(target);
	const steps = new KeptSteps(1);
	const said: string[] = [];
	let waiting = true;
	let spoils = false;
	const real = world.mover();
	const mover: ShardMover = {
		...real,
		write: async (...values) => {
			const token = await real.write(...values);
			if (spoils) await afterNextWrite(world, plan);
			spoils = false;
			return token;
		},
	};
	const end = await runMove({
		plan,
		steps: {
			run: async (name, kind, run) => {
				if (waiting && name.startsWith(step)) {
					waiting = false;
					spoils = true;
					await interfere(world, plan);
				}
				return steps.run(name, kind, run);
			},
			sleep: steps.sleep,
		},
		directory: world.directory(),
		moverOf: () => mover,
		now: world.now,
		staleSeconds: 60,
		onError: (_, error) => void said.push(String(error)),
	});
	await world.drain();
	await assertWhole({ world, end, source, target, calls: 0 });
	return { end, said: said.join() };
}

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
