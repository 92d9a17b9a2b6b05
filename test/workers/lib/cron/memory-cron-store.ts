import type { CronStore, Hold } from "../../../../workers/lib/cron/cron-store.ts";

interface Job {
	holder: string;
	heldUntil: number;
	lastGood: number | null;
	fault: string | null;
}

/** Jobs in memory. */
export class MemoryCronStore implements CronStore {
	readonly jobs = new Map<string, Job>();

	async take({ job, holder }: Hold, now: number, until: number) {
		const found = this.jobs.get(job);
		if (found && found.heldUntil > now) return null;
		const lastGood = found?.lastGood ?? null;
		this.jobs.set(job, { holder, heldUntil: until, lastGood, fault: found?.fault ?? null });
		return { lastGood };
	}

	async keep(hold: Hold, slot: number, until: number) {
		const found = this.#held(hold);
		if (found) [found.lastGood, found.heldUntil] = [slot, until];
		return found !== undefined;
	}

	async release(hold: Hold, fault: string | null) {
		const found = this.#held(hold);
		if (found) [found.holder, found.heldUntil, found.fault] = ["", 0, fault];
	}

	#held({ job, holder }: Hold) {
		const found = this.jobs.get(job);
		return found?.holder === holder ? found : undefined;
	}
}
