/** Milliseconds each phase took; `total` runs from the call to the first 200 of `GET /health`. */
export type Timings = Readonly<Record<Phase | "total", number>>;

type Phase = "program" | "workerd" | "migrations" | "health";

export type Clock = {
	/** Ends a phase, and with it begins the next. */
	readonly lap: (phase: Phase) => void;
	readonly read: () => Timings;
};

export function startClock(): Clock {
	const start = performance.now();
	const laps: Record<Phase, number> = { program: 0, workerd: 0, migrations: 0, health: 0 };
	let previous = start;
	return {
		lap: (phase) => {
			const now = performance.now();
			laps[phase] = Math.round(now - previous);
			previous = now;
		},
		read: () => ({ ...laps, total: Math.round(previous - start) }),
	};
}
