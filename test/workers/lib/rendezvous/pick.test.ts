import fc from "fast-check";
import { expect, it } from "vitest";
import { pick } from "../../../../workers/lib/rendezvous/pick.ts";

const places = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}-\d$/), { minLength: 1, maxLength: 12 });

it("moves keys only to a place that is added, and none between the others", () => {
	fc.assert(
		fc.property(places, fc.string(), fc.string(), (places, added, key) => {
			fc.pre(!places.includes(added));
			expect([pick(places, key), added]).toContain(pick([...places, added], key));
		}),
	);
});

it("doesn't depend on the order of the places", () => {
	fc.assert(fc.property(places, fc.string(), (places, key) => void expect(pick(places.toReversed(), key)).toBe(pick(places, key))));
});

it("gives each of several places its share of similar keys, within a tenth", () => {
	const names = ["pool-weur-0", "pool-weur-1", "pool-weur-2", "pool-weur-3"];
	const keys = Array.from({ length: 20_000 }, (_, i) => `orders/${i}`);
	for (const members of Map.groupBy(keys, (key) => pick(names, key)).values()) {
		expect(members.length).toBeGreaterThan(4500);
		expect(members.length).toBeLessThan(5500);
	}
});
