/** `objects`, class `CacheTags`: the generation of each tag of a tenant, 0 for one that was never raised. */
export interface CacheTagsObject {
	read(tags: readonly string[]): Promise<Readonly<Record<string, number>>>;
	/** The new generation. */
	raise(tag: string): Promise<number>;
}

/** What an isolate remembers of them between requests. */
interface GenerationMemory {
	get(name: string): number | undefined;
	set(name: string, generation: number, bounds: { readonly seconds: number; readonly capacity: number }): void;
	delete(name: string): void;
}

export interface GenerationsOptions {
	readonly tags: CacheTagsObject;
	readonly memory: GenerationMemory;
	/** Tags of two owners are two tags. */
	readonly owner: string;
	/** How long an isolate believes a generation: after it, an invalidation made elsewhere is seen here. */
	readonly seconds: number;
}

export interface Generations {
	/** The current generation of each tag: what a cache compares its entries with. */
	read(tags: readonly string[]): Promise<Readonly<Record<string, number>>>;
	/** Makes all entries of a tag worthless, however many there are and wherever: one write, and no list of them. */
	invalidate(tag: string): Promise<void>;
}

const CAPACITY = 10_000;

export function makeGenerations({ tags, memory, owner, seconds }: GenerationsOptions): Generations {
	const bounds = { seconds, capacity: CAPACITY };
	const toName = (tag: string) => `${owner}/${tag}`;
	const ask = async (missing: readonly string[]) => {
		const generations = missing.length > 0 ? await tags.read(missing) : {};
		// What was asked before an invalidation may be answered after it: a generation never falls.
		for (const tag of missing) {
			const generation = generations[tag] ?? 0;
			if (generation >= (memory.get(toName(tag)) ?? 0)) memory.set(toName(tag), generation, bounds);
		}
		return generations;
	};
	return {
		async read(wanted) {
			const held = wanted.map((tag) => [tag, memory.get(toName(tag))] as const);
			const asked = await ask(held.flatMap(([tag, generation]) => (generation === undefined ? [tag] : [])));
			return Object.fromEntries(held.map(([tag, generation]) => [tag, generation ?? asked[tag] ?? 0]));
		},
		async invalidate(tag) {
			memory.delete(toName(tag));
			memory.set(toName(tag), await tags.raise(tag), bounds);
		},
	};
}
