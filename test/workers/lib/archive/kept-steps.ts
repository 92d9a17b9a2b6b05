import type { ArchiveSteps } from "../../../../workers/lib/archive/make-archiver.ts";

/** Steps as a Workflow keeps them: a result once kept is given again, a step that throws is tried again. */
export class KeptSteps implements ArchiveSteps {
	readonly names: string[] = [];
	readonly #kept = new Map<string, string>();
	readonly #attempts: number;
	/** Called when a step has run and its result isn't kept yet; true crashes the run there. */
	crash: (name: string) => boolean = () => false;
	#onCrash: () => void = () => undefined;

	constructor(attempts = 1) {
		this.#attempts = attempts;
	}

	close: ArchiveSteps["close"] = (run) => this.#do("close", run);
	part: ArchiveSteps["part"] = (name, run) => this.#do(name, run);
	run: ArchiveSteps["run"] = (name, run) => this.#do(name, run);
	text: ArchiveSteps["text"] = (name, run) => this.#do(name, run);

	/** Runs until it ends or crashes: a crash runs no `catch` of ours. */
	async play(run: () => Promise<void>): Promise<"ended" | "crashed"> {
		const crashed = new Promise<"crashed">((resolve) => {
			this.#onCrash = () => resolve("crashed");
		});
		return Promise.race([run().then(() => "ended" as const), crashed]);
	}

	async #do<T>(name: string, run: () => Promise<T>): Promise<T> {
		const kept = this.#kept.get(name);
		if (kept !== undefined) return JSON.parse(kept).value;
		for (let attempt = 1; ; attempt++) {
			try {
				const value = await run();
				this.names.push(name);
				if (this.crash(name)) {
					this.#onCrash();
					return await new Promise<T>(() => undefined);
				}
				this.#kept.set(name, JSON.stringify({ value }));
				return value;
			} catch (error) {
				if (attempt === this.#attempts) throw error;
			}
		}
	}
}
