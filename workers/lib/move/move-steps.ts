/** Steps of a Workflow: what a step returned is kept, and it isn't run again. */
export interface MoveSteps {
	/** `forward` is tried for as long as it takes; any other step fails after some attempts. */
	run(name: string, kind: "step" | "forward", run: () => Promise<string>): Promise<string>;
	sleep(name: string, seconds: number): Promise<void>;
}

/** A step whose result is JSON. */
export async function takeStep<T>(steps: MoveSteps, name: string, run: () => Promise<T>, kind: "step" | "forward" = "step"): Promise<T> {
	return JSON.parse(await steps.run(name, kind, async () => JSON.stringify(await run())));
}
