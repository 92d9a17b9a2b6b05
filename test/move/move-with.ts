import type { ShardMover } from "../../workers/lib/move/move-data.ts";
import type { MovePlan } from "../../workers/lib/move/move-plan.ts";
import { runMove } from "../../workers/lib/move/run-move.ts";
import { KeptSteps } from "./kept-steps.ts";
import { assertWhole, KINDS } from "./move-under-load.ts";
import { stores } from "./stores.ts";
import { World } from "./world.ts";

type Interfere = (world: World, plan: MovePlan) => Promise<void>;

let tenants = 0;

/** Moves a tenant and, before the step of that name, does something behind the move's back. */
export async function moveWith(step: string, interfere: Interfere, afterNextWrite: Interfere = async () => undefined) {
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
