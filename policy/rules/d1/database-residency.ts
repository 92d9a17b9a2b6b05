import { jurisdictionOf, ofType } from "../../find.ts";
import type { Judged, Stack } from "../../judged.ts";
import { COMPLIANT, notApplicable, violation } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

/** `stagecraft-prod-tenant-acme-0` */
const tenantOf = (database: Judged) => /-tenant-(.+)-\d+$/.exec(textAt(database, "name") ?? "")?.[1];

/** By contract where the settings know the tenant, else as its other databases are. */
function toPromised(stack: Stack, tenant: string): string | undefined {
	const contract = stack.settings?.tenants.find(({ id }) => id === tenant);
	if (contract !== undefined) return contract.jurisdiction;
	const own = ofType(stack, TYPES.d1).filter((database) => tenantOf(database) === tenant);
	return own.map((database) => jurisdictionOf(database)).find((jurisdiction) => jurisdiction !== undefined);
}

export const databaseResidency = defineRule({
	id: "database-residency",
	product: "d1",
	wrong: "A tenant's database lies outside the tenant's jurisdiction",
	why: "A location hint is a wish and a jurisdiction a promise: data that left once can't be called back",
	remedy: "Set the jurisdiction before the database is made, and move what is in it (stagecraft:tenants)",
	level: always("mandatory"),
	scope: "among",
	types: [TYPES.d1],
	check: (database, stack) => {
		const tenant = tenantOf(database);
		if (tenant === undefined) return notApplicable("it is no tenant's own");
		const promised = toPromised(stack, tenant);
		if (promised === undefined) return notApplicable("its tenant has no jurisdiction");
		const jurisdiction = jurisdictionOf(database);
		return jurisdiction === promised ? COMPLIANT : violation("jurisdiction", jurisdiction, `must be ${promised}, as for tenant ${tenant}`);
	},
});
