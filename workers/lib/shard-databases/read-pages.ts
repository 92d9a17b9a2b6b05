import type { ShardPage } from "../rpc.ts";

/** Every item of every page, in order. */
export async function readPages<T>(read: (after: string | null) => Promise<ShardPage<T>>): Promise<T[]> {
	const all: T[] = [];
	let after: string | null = null;
	do {
		const { items, next }: ShardPage<T> = await read(after);
		all.push(...items);
		after = next;
	} while (after !== null);
	return all;
}
