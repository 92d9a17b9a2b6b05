/** Time that passes when a test says so. */
export interface Clock {
	now(): number;
	sleep(ms: number): Promise<void>;
	/** Passes the time step by step, so that what wakes may sleep again. */
	advance(ms: number): Promise<void>;
	/** Sets the clock as an operator or a bad source of time might: nothing wakes. */
	jump(ms: number): void;
}

const settle = async () => {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

export function makeClock(start = 1_800_000_000_000): Clock {
	let time = start;
	let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
	return {
		now: () => time,
		sleep: (ms) => new Promise((resolve) => void sleepers.push({ until: time + ms, wake: resolve })),
		async advance(ms) {
			await settle();
			const end = time + ms;
			for (;;) {
				const next = sleepers.filter(({ until }) => until <= end).toSorted((a, b) => a.until - b.until)[0];
				if (!next) break;
				time = Math.max(time, next.until);
				sleepers = sleepers.filter((sleeper) => sleeper !== next);
				next.wake();
				await settle();
			}
			time = end;
			await settle();
		},
		jump(ms) {
			time += ms;
		},
	};
}
