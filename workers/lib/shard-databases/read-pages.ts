import type { ShardPage } from "../rpc.ts";

/** Every item of every page, in order; with `maxPages`, of so many. */
export async function readPages<T>(
	read: (after: string | null) => Promise<ShardPage<T>>,
	maxPages: number = Number.POSITIVE_INFINITY,
): Promise<T[]> {
	const all: T[] = [];
	let after: string | null = null;
	for (let page = 0; page < maxPages; page++) {
		const { items, next }: ShardPage<T> = await read(after);
		all.push(...items);
		if (next === null) break;
		after = next;
	}
	return all;
}
