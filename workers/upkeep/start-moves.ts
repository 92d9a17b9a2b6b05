import type { MovePlan } from "../lib/move/move-plan.ts";
import { listMovesUnderWay, toPlan, toRestorePlan } from "../lib/move/move-register.ts";
import type { RestorePlan } from "../lib/restore/restore-plan.ts";
import type { Env, MoveParams, RestoreParams } from "./manifest.ts";
import { type Runs, startOnce } from "./start-once.ts";

/** The time tells a move from one of the same number in a directory that is no more. */
const toRunId = ({ tenant, id }: MovePlan, createdAt: number) => `move-${tenant}-${id}-${createdAt}`;

export const startRestore = (runs: Runs<RestoreParams>, plan: RestorePlan, createdAt: number): Promise<void> =>
	startOnce(runs, toRunId(plan, createdAt), { plan });

export const startMove = (runs: Runs<MoveParams>, plan: MovePlan, createdAt: number): Promise<void> =>
	startOnce(runs, toRunId(plan, createdAt), { plan });

const ENDED: readonly string[] = ["errored", "terminated", "complete"];

/** Moves and restores that were entered and not started, and those whose run has ended before they did: the directory and the shards know how far they are. */
export async function resumeMoves(
	{ DIRECTORY, MOVES, RESTORES }: Pick<Env, "DIRECTORY" | "MOVES" | "RESTORES">,
	slot: number,
): Promise<number> {
	let resumed = 0;
	for (let after: string | null = ""; after !== null; ) {
		const moves: Awaited<ReturnType<typeof listMovesUnderWay>> = await listMovesUnderWay(DIRECTORY, after);
		for (const move of moves) {
			const id = toRunId(toPlan(move), Date.parse(move.createdAt));
			const restore = toRestorePlan(move);
			const status = await readStatus(restore ? RESTORES : MOVES, id);
			if (status !== null && !ENDED.includes(status)) continue;
			const next = status === null ? id : `${id}-${slot}`;
			await (restore ? startOnce(RESTORES, next, { plan: restore }) : startOnce(MOVES, next, { plan: toPlan(move) }));
			resumed += 1;
		}
		after = moves.at(-1)?.tenant ?? null;
	}
	return resumed;
}

async function readStatus(runs: Env["MOVES"] | Env["RESTORES"], id: string): Promise<string | null> {
	try {
		return (await (await runs.get(id)).status()).status;
	} catch {
		return null;
	}
}
