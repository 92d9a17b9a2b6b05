import type { MoveSteps } from "../../workers/lib/move/move-steps.ts";

/** Ends a run as a crash does: no `catch` of the move's own runs. */
export class Crash extends Error {}

const FORWARD_ATTEMPTS = 12;

/** Steps as a Workflow keeps them: a result once kept is given again, a step that throws is tried again. */
export class KeptSteps implements MoveSteps {
	readonly names: string[] = [];
	readonly #kept = new Map<string, string>();
	readonly #attempts: number;
	#crashed: () => void = () => undefined;

	readonly #forgets: boolean;

	/** With `forgets` each run begins anew, as one does that is started after the first has ended. */
	constructor(attempts: number, forgets = false) {
		this.#attempts = attempts;
		this.#forgets = forgets;
	}

	/** Until the run ends, however often it crashes and begins again. */
	async play<T>(run: () => Promise<T>): Promise<T> {
		for (let runs = 1; runs < 20; runs++) {
			const crash = new Promise<null>((resolve) => {
				this.#crashed = () => resolve(null);
			});
			const end = await Promise.race([run().then((value) => ({ value })), crash]);
			if (end) return end.value;
			if (this.#forgets) this.#kept.clear();
		}
		throw new Error("it crashed again and again");
	}

	async run(name: string, kind: "step" | "forward", run: () => Promise<string>): Promise<string> {
		const kept = this.#kept.get(name);
		if (kept !== undefined) return kept;
		for (let attempt = 1; ; attempt++) {
			try {
				const value = await run();
				this.#kept.set(name, value);
				this.names.push(name);
				return value;
			} catch (error) {
				if (error instanceof Crash) {
					this.#crashed();
					return await new Promise<string>(() => undefined);
				}
				if (attempt >= (kind === "forward" ? FORWARD_ATTEMPTS : this.#attempts)) throw error;
			}
		}
	}

	sleep: MoveSteps["sleep"] = async () => undefined;
}
