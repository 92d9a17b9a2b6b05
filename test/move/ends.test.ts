import { expect, it } from "vitest";
import { makeD1Access } from "../../workers/lib/d1/make-d1-access.ts";
import { cancelMove } from "../../workers/lib/move/move-register.ts";
import { resumeMoves } from "../../workers/upkeep/start-moves.ts";
import { KINDS } from "./move-under-load.ts";
import { moveWith } from "./move-with.ts";
import { stores } from "./stores.ts";
import { World } from "./world.ts";

const cancel = (tenant: string, id: number) => cancelMove(stores.directory, tenant, id);

it.each(["copy", "archives", "catch up", "compare", "follow", "recheck", "hand over"])(
	"is cancelled before the switch: at %s",
	async (step) => {
		const answers: boolean[] = [];
		const { end, said } = await moveWith(step, async ({ tenant }, { id }) => void answers.push(await cancel(tenant, id)));
		expect([answers, end]).toEqual([[true], "undone"]);
		expect(said).toContain("the move was cancelled");
	},
);

it("isn't cancelled after the switch", async () => {
	const answers: boolean[] = [];
	const { end } = await moveWith("settle", async ({ tenant }, { id }) => void answers.push(await cancel(tenant, id)));
	expect([answers, end]).toEqual([[false], "done"]);
});

it("begins nowhere once it has ended, also where it had never begun", async () => {
	const [, source, target] = KINDS[0];
	const world = new World(stores, 1, "ended", source);
	await world.open();
	const plan = await world.enter(target);
	const mover = world.mover(makeD1Access({ sleep: async () => undefined }));
	const [shard = ""] = target.shards;
	await mover.end(plan, shard);
	await expect(mover.begin(plan, shard, "coming")).rejects.toThrow("is over");
	expect(await world.listUnfinished()).toEqual([]);
});

/** Runs of a Workflow, as far as the hourly look asks for them. */
function makeRuns(statuses: Readonly<Record<string, string>>) {
	const created: string[] = [];
	return {
		created,
		binding: Object.assign(Object.create(null), {
			create: async ({ id }: { readonly id: string }) => void created.push(id),
			get: async (id: string) => {
				const status = statuses[id];
				if (status === undefined) throw new Error("instance.not_found");
				return { status: async () => ({ status }) };
			},
		}),
	};
}

it("starts again, under a name of its own, a move whose run has died, and one that was entered and never started", async () => {
	const [, source, target] = KINDS[0];
	const enter = async (tenant: string) => {
		const world = new World(stores, 1, tenant, source);
		await world.open();
		const { id } = await world.enter(target);
		return `move-${tenant}-${id}-`;
	};
	await stores.directory.prepare("UPDATE tenant_moves SET phase = 'undone'").bind().run();
	const [dead, lost, alive] = [await enter("dead"), await enter("lost"), await enter("alive")];
	const { results } = await stores.directory
		.prepare("SELECT created_at AS at FROM tenant_moves WHERE phase = 'copying'")
		.bind()
		.run<{ at: number }>();
	const at = results[0]?.at ?? 0;
	const runs = makeRuns({ [`${dead}${at}`]: "errored", [`${alive}${at}`]: "running" });
	expect(await resumeMoves({ DIRECTORY: stores.directory, MOVES: runs.binding, RESTORES: makeRuns({}).binding }, 7)).toBe(2);
	expect(runs.created.toSorted()).toEqual([`${dead}${at}-7`, `${lost}${at}`]);
});
