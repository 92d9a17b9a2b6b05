import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REGIONS } from "../../config/fields.ts";
import type { Stage } from "../../config/settings.ts";
import type { Plan } from "../../plan/plan.ts";
import { PAIRS, planOf } from "../support/settings.ts";

/** What a change would make the provider replace, by id: the inputs that are fixed when a resource is made. */
function identities({ kv, d1, queues, r2, workers }: Plan): ReadonlyMap<string, { readonly identity: unknown; readonly protect: boolean }> {
	return new Map([
		...kv.map(({ id, name, protect }) => [`kv/${id}`, { identity: { name }, protect }] as const),
		...d1.map(({ id, name, residence, protect }) => [`d1/${id}`, { identity: { name, residence }, protect }] as const),
		...queues.map(({ id, name, protect }) => [`queue/${id}`, { identity: { name }, protect }] as const),
		...r2.map(
			({ id, name, residence, storageClass, protect }) => [`r2/${id}`, { identity: { name, residence, storageClass }, protect }] as const,
		),
		...workers.flatMap(({ id, name, exports, protect }) =>
			Object.entries(exports).flatMap(([className, entry]) =>
				entry.type === "durable-object"
					? [[`durable-object/${id}/${className}`, { identity: { name, storage: entry.storage }, protect }] as const]
					: [],
			),
		),
	]);
}

function expectContained(small: Plan, large: Plan): void {
	const there = identities(large);
	for (const [id, { identity }] of identities(small)) expect([id, there.get(id)?.identity]).toEqual([id, identity]);
}

describe.each(PAIRS)("from %s to %s", (small: Stage, large: Stage) => {
	it("keeps all that holds data, as it is", () => {
		expectContained(planOf(small), planOf(large));
	});

	it("protects, on the way down, each thing that would go", () => {
		const left = identities(planOf(small));
		const going = [...identities(planOf(large))].filter(([id]) => !left.has(id));
		expect(going.filter(([, { protect }]) => !protect)).toEqual([]);
	});
});

const dedicated = fc.uniqueArray(
	fc.record({ id: fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), shards: fc.integer({ min: 1, max: 5 }), region: fc.constantFrom(...REGIONS) }),
	{ selector: ({ id }) => id, maxLength: 5 },
);

it("keeps all that holds data whatever tenants there are and however many join", () => {
	fc.assert(
		fc.property(fc.constantFrom(...PAIRS), dedicated, dedicated, ([small, large], tenants, joining) => {
			const more = joining.filter(({ id }) => tenants.every((tenant) => tenant.id !== id));
			expectContained(planOf(small, { tenants }), planOf(large, { tenants: [...more, ...tenants] }));
		}),
		{ numRuns: 50 },
	);
});
