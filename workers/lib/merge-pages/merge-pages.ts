/** Part of a sorted list that lies in several places: one place's items after a position. */
export interface Page<T, K> {
	readonly items: readonly T[];
	/** The place may hold more items behind this key; every one up to it, itself included, is in `items`. Null: there are no more. */
	readonly horizon: K | null;
}

/**
 * One page of a list from the pages of its parts, at most `limit` items, in order.
 * An item behind any part's horizon waits for a later page, since that part may hold one that comes before it.
 */
export function mergePages<T, K>(
	pages: readonly Page<T, K>[],
	limit: number,
	keyOf: (item: T) => K,
	compare: (a: K, b: K) => number,
): Page<T, K> {
	const horizon = pages.reduce<K | null>((nearest, page) => {
		if (page.horizon === null) return nearest;
		return nearest === null || compare(page.horizon, nearest) < 0 ? page.horizon : nearest;
	}, null);
	const items = pages
		.flatMap((page) => page.items)
		.filter((item) => horizon === null || compare(keyOf(item), horizon) <= 0)
		.sort((a, b) => compare(keyOf(a), keyOf(b)));
	const last = items[limit - 1];
	return items.length > limit && last !== undefined ? { items: items.slice(0, limit), horizon: keyOf(last) } : { items, horizon };
}
