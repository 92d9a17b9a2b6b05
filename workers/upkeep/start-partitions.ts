import type { Env } from "./manifest.ts";

const HOUR = 3_600_000;

/** Starts the hour's run; one that was started before goes on as it is. */
export async function startPartitions({ PARTITIONS }: Pick<Env, "PARTITIONS">, at: number): Promise<void> {
	const id = `partitions-${new Date(at - (at % HOUR)).toISOString().slice(0, 13)}`;
	try {
		await PARTITIONS.create({ id, params: { at } });
	} catch (error) {
		// The platform has no "create if absent", and its message for an id that is taken isn't documented.
		const exists = await PARTITIONS.get(id).then(
			() => true,
			() => false,
		);
		if (!exists) throw error;
	}
}
