/** The trace's own time: a request begins when the trace says so, and what it waits for takes the time that it takes. */
export interface VirtualClock {
	now(): number;
	begin(at: number): void;
}

const realNow = Date.now.bind(Date);

/** Sets the isolate's `Date.now` as well: a library that takes no clock reads that one. */
export function startVirtualClock(): VirtualClock {
	let at = realNow();
	let realAt = realNow();
	const now = () => at + realNow() - realAt;
	Date.now = now;
	return {
		now,
		begin(next) {
			at = next;
			realAt = realNow();
		},
	};
}
