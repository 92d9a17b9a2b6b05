import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { replayAll } from "../lib/dead-letters/replay-all.ts";
import { toDeadLetterStore } from "../lib/rpc/dead-letter-store.ts";
import { makeRunRegister } from "../lib/runs/run-register.ts";
import type { Env, ReplayParams } from "./manifest.ts";
import { RETRY } from "./write-steps.ts";

/** Sends a queue's dead letters once more, a page a step. */
export class ReplayDeadLetters extends WorkflowEntrypoint<Env, ReplayParams> {
	override async run({ payload, instanceId }: Readonly<WorkflowEvent<ReplayParams>>, step: WorkflowStep): Promise<void> {
		const { replayId, ...range } = payload;
		const { DEADLETTERS, DIRECTORY } = guardDirectory(this.env, { requestId: instanceId });
		await replayAll(
			{
				letters: toDeadLetterStore(DEADLETTERS, { requestId: instanceId }),
				runs: makeRunRegister(DIRECTORY, Date.now),
				steps: { page: (name, run) => step.do(name, RETRY, run), run: (name, run) => step.do(name, RETRY, run) },
			},
			range,
			replayId,
		);
	}
}
