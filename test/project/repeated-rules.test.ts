import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSettings } from "../../config/parse-settings.ts";
import { PRICES } from "../../sizing/prices.ts";
import { newTenant } from "../../workers/app/admin/new-tenant.ts";
import { PRICES as TIER_PRICES } from "../../workers/lib/cache/tier-rule.ts";

/** Workers import nothing of what deploys them: a rule that both sides need stands in both, and here they are held equal. */
const isConfigured = (id: string) => {
	try {
		parseSettings({ stage: "1m", tenants: [{ id, region: "enam" }] }, { file: "Pulumi.test.yaml" });
		return true;
	} catch {
		return false;
	}
};

it("takes the same ids for tenants from a stack file and from the admin API", () => {
	const near = fc.string({ unit: fc.constantFrom(..."ab9-_.A é".split("")), maxLength: 34 });
	const valid = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/);
	fc.assert(
		fc.property(fc.oneof(near, valid), (id) => {
			expect(isConfigured(id)).toBe(newTenant.safeParse({ id }).success);
		}),
	);
	expect(["acme", "a".repeat(32), "a".repeat(33), "-a", "a-", ""].map(isConfigured)).toEqual([true, true, false, false, false, false]);
});

it("weighs a cache's tiers by the list prices that the cost estimate has", () => {
	expect(TIER_PRICES).toEqual({
		kvRead: PRICES.kvReads.usdPerMillion,
		kvWrite: PRICES.kvWrites.usdPerMillion,
		d1RowRead: PRICES.d1RowsRead.usdPerMillion,
		objectRequest: PRICES.objectRequests.usdPerMillion,
		objectRowWrite: PRICES.objectRowsWritten.usdPerMillion,
	});
});
