export type DrainClock = { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> };

/** Messages of each queue that wait to be delivered. */
export type ReadBacklogs = () => Promise<readonly number[]>;

const DEADLINE_MS = 30_000;
const PAUSE_MS = 50;
/** A queue doesn't count the batch that is being delivered: it must look empty for a while. */
const QUIET_READS = 6;

/**
 * Resolves once nothing waits in queues, which a restart of workerd would lose and Cloudflare doesn't; with how many were still there after
 * 30 seconds. What a consumer sent back to be tried later isn't seen: workerd tells nobody of it.
 */
export async function drainQueues(readBacklogs: ReadBacklogs, { now, sleep }: DrainClock): Promise<number> {
	const deadline = now() + DEADLINE_MS;
	for (let quiet = 0; ; ) {
		const waiting = (await readBacklogs()).reduce((sum, count) => sum + count, 0);
		quiet = waiting === 0 ? quiet + 1 : 0;
		if (quiet === QUIET_READS || now() > deadline) return waiting;
		await sleep(PAUSE_MS);
	}
}
