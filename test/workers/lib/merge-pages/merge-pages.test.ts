import fc from "fast-check";
import { expect, it } from "vitest";
import { mergePages, type Page } from "../../../../workers/lib/merge-pages/merge-pages.ts";

const ascending = (a: number, b: number) => a - b;

/** A place that holds `items` and gives at most `size` of them at a time. */
function readPage(items: readonly number[], after: number, size: number): Page<number, number> {
	const rest = items.filter((item) => item > after);
	const page = rest.slice(0, size);
	return { items: page, horizon: rest.length > size ? (page.at(-1) ?? null) : null };
}

it("walks several places page by page as if they were one sorted list, missing nothing and repeating nothing", () => {
	const places = fc.array(fc.tuple(fc.uniqueArray(fc.nat(1000)), fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 5 });
	fc.assert(
		fc.property(places, fc.integer({ min: 1, max: 10 }), (places, limit) => {
			const all = [...new Set(places.flatMap(([items]) => items))].sort(ascending);
			const parts = places.map(([items, size], index) => {
				const earlier = new Set(places.slice(0, index).flatMap(([items]) => items));
				return { items: items.filter((item) => !earlier.has(item)).sort(ascending), size };
			});
			const seen: number[] = [];
			for (let after: number | null = -1; after !== null; ) {
				const from: number = after;
				const page: Page<number, number> = mergePages(
					parts.map(({ items, size }) => readPage(items, from, size)),
					limit,
					(item) => item,
					ascending,
				);
				expect(page.items.length).toBeLessThanOrEqual(limit);
				seen.push(...page.items);
				after = page.horizon;
				if (after !== null) expect(after).toBeGreaterThan(from);
			}
			expect(seen).toEqual(all);
		}),
	);
});
