import type { MovePlan } from "../lib/move/move-plan.ts";
import { listMovesUnderWay, toPlan } from "../lib/move/move-register.ts";
import type { Env, MoveParams } from "./manifest.ts";
import { type Runs, startOnce } from "./start-once.ts";

/** The time tells a move from one of the same number in a directory that is no more. */
const toRunId = ({ tenant, id }: MovePlan, createdAt: number) => `move-${tenant}-${id}-${createdAt}`;

export const startMove = (runs: Runs<MoveParams>, plan: MovePlan, createdAt: number): Promise<void> =>
	startOnce(runs, toRunId(plan, createdAt), { plan });

const ENDED: readonly string[] = ["errored", "terminated", "complete"];

/** Moves that were entered and not started, and those whose run has ended before they did: the directory and the shards know how far they are. */
export async function resumeMoves({ DIRECTORY, MOVES }: Pick<Env, "DIRECTORY" | "MOVES">, slot: number): Promise<number> {
	let resumed = 0;
	for (let after: string | null = ""; after !== null; ) {
		const moves: Awaited<ReturnType<typeof listMovesUnderWay>> = await listMovesUnderWay(DIRECTORY, after);
		for (const move of moves) {
			const id = toRunId(toPlan(move), Date.parse(move.createdAt));
			const status = await readStatus(MOVES, id);
			if (status !== null && !ENDED.includes(status)) continue;
			await startOnce(MOVES, status === null ? id : `${id}-${slot}`, { plan: toPlan(move) });
			resumed += 1;
		}
		after = moves.at(-1)?.tenant ?? null;
	}
	return resumed;
}

async function readStatus(runs: Env["MOVES"], id: string): Promise<string | null> {
	try {
		return (await (await runs.get(id)).status()).status;
	} catch {
		return null;
	}
}
