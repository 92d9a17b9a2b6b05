import { ProblemError } from "../lib/problem.ts";
import { makeRunRegister, type Run } from "../lib/runs/run-register.ts";
import type { Env } from "./manifest.ts";

/** What a run is to be, before it has begun. */
export type WantedRun = Pick<Run, "id" | "kind" | "subject" | "progress">;

export const toRuns = ({ DIRECTORY }: Pick<Env, "DIRECTORY">) => makeRunRegister(DIRECTORY, Date.now);

/** Enters a run and starts its Workflow; where that can't be started, the run has failed. */
export async function beginRun(env: Pick<Env, "DIRECTORY">, wanted: WantedRun, start: () => Promise<void>): Promise<Run> {
	const runs = toRuns(env);
	await runs.begin(wanted);
	if (!(await runs.read(wanted.id))) throw new ProblemError("conflict", "Another one is under way: ask again once it has ended.");
	try {
		await start();
	} catch (error) {
		await runs.end(wanted.id, String(error));
		throw error;
	}
	const run = await runs.read(wanted.id);
	if (!run) throw new Error(`run ${wanted.id} was entered and is not there`);
	return run;
}

/** A Workflow that the platform has ended couldn't say so itself. */
export async function settleRun(env: Env, run: Run): Promise<Run | null> {
	const { EXPORTS, REPLAYS, DELETIONS, IMPORTS } = env;
	const workflow = { export: EXPORTS, replay: REPLAYS, deletion: DELETIONS, import: IMPORTS }[run.kind];
	if (!workflow) return run;
	const status = await workflow
		.get(`${run.kind}-${run.id}`)
		.then((instance) => instance.status())
		.catch(() => null);
	if (status?.status !== "errored" && status?.status !== "terminated") return run;
	await toRuns(env).end(run.id, `its Workflow was ${status.status}: ${JSON.stringify(status.error ?? null)}`);
	return toRuns(env).read(run.id);
}
