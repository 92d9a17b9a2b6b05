/** A clock that moves only while someone sleeps. */
export function makeClock(start = 0) {
	let time = start;
	const slept: number[] = [];
	return {
		slept,
		now: () => time,
		sleep: async (milliseconds: number) => {
			slept.push(milliseconds);
			time += milliseconds;
		},
	};
}
