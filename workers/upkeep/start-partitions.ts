import type { PartitionsParams } from "./manifest.ts";

/** What is needed of the Workflow. */
export interface PartitionsRuns {
	create(options: { readonly id: string; readonly params: PartitionsParams }): Promise<unknown>;
	get(id: string): Promise<unknown>;
}

const HOUR = 3_600_000;

/** Starts the hour's run; one that was started before goes on as it is. */
export async function startPartitions(runs: PartitionsRuns, at: number): Promise<void> {
	const id = `partitions-${new Date(at - (at % HOUR)).toISOString().slice(0, 13)}`;
	try {
		await runs.create({ id, params: { at } });
	} catch (error) {
		// There is no "create if absent", and the message for an id that is taken isn't documented: ask whether it is.
		const exists = await runs.get(id).then(
			() => true,
			() => false,
		);
		if (!exists) throw error;
	}
}
