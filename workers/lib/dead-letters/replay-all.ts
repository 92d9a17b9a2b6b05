import type { DeadLetterStore, ReplayedPage, ReplayRange } from "../rpc.ts";
import type { RunRegister } from "../runs/run-register.ts";

/** Steps of a Workflow: what a step returned is kept, and it isn't run again. */
export interface ReplaySteps {
	page(name: string, run: () => Promise<ReplayedPage>): Promise<ReplayedPage>;
	run(name: string, run: () => Promise<void>): Promise<void>;
}

export interface ReplayAllOptions {
	readonly letters: Pick<DeadLetterStore, "replayPage">;
	readonly runs: Pick<RunRegister, "advance" | "end">;
	readonly steps: ReplaySteps;
}

/** Pages of one run: what is left after them is a replay of its own. A Workflow has 10,000 steps (/workflows/reference/limits/, 2026-09-17). */
const MAX_PAGES = 9000;

/** Replays a range page by page. Where a page fails for good, its letters and those behind it stay letters: there is nothing to undo. */
export async function replayAll({ letters, runs, steps }: ReplayAllOptions, range: ReplayRange, replayId: string): Promise<void> {
	let replayed = 0;
	let after: string | null = null;
	try {
		for (let page = 1; page <= MAX_PAGES; page++) {
			const [start, before]: [string | null, number] = [after, replayed];
			const done = await steps.page(`page ${page}`, async () => {
				const sent = await letters.replayPage(range, start);
				await runs.advance(replayId, { replayed: before + sent.replayed });
				return sent;
			});
			replayed += done.replayed;
			after = done.next;
			if (after === null) break;
		}
	} catch (error) {
		await steps.run("failed", () => runs.end(replayId, String(error), { replayed }));
		throw error;
	}
	const fault = after === null ? null : "there are more letters than one replay sends: begin another";
	await steps.run("done", () => runs.end(replayId, fault, { replayed }));
}
