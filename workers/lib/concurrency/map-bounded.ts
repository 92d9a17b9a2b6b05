/**
 * A request may await the headers of six connections at once; a seventh waits (/workers/platform/limits/, 2026-09-05).
 * More in flight would only queue in memory.
 */
const FAN_OUT = 6;

/** `Promise.all(items.map(run))` with at most `width` under way; after the first failure nothing new is begun. */
export async function mapBounded<T, R>(items: readonly T[], run: (item: T, index: number) => Promise<R>, width = FAN_OUT): Promise<R[]> {
	const results: R[] = [];
	const queue = items.entries();
	const work = async () => {
		for (const [index, item] of queue) results[index] = await run(item, index);
	};
	const workers = Array.from({ length: Math.min(width, items.length) }, work);
	try {
		await Promise.all(workers);
	} catch (error) {
		for (const _ of queue);
		await Promise.allSettled(workers);
		throw error;
	}
	return results;
}
