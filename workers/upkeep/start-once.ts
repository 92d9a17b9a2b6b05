/** What is needed of a Workflow. */
export interface Runs<P> {
	create(options: { readonly id: string; readonly params: P }): Promise<unknown>;
	get(id: string): Promise<unknown>;
}

/** Starts a run; one that was started before under the id goes on as it is. */
export async function startOnce<P>(runs: Runs<P>, id: string, params: P): Promise<void> {
	try {
		await runs.create({ id, params });
	} catch (error) {
		// There is no "create if absent", and the message for an id that is taken isn't documented: ask whether it is.
		const exists = await runs.get(id).then(
			() => true,
			() => false,
		);
		if (!exists) throw error;
	}
}
