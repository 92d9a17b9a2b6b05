/** The command line is wrong: every fault in it. */
export class UsageError extends Error {
	readonly faults: readonly string[];

	constructor(faults: readonly string[]) {
		super(faults.join("\n"));
		this.name = "UsageError";
		this.faults = faults;
	}
}
