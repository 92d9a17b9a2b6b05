import { bindingsOf, jurisdictionOf, ofType } from "../../find.ts";
import type { Judged, Stack } from "../../judged.ts";
import { type Fault, makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

export const bucketResidency = defineRule({
	id: "bucket-residency",
	product: "r2",
	wrong: "A jurisdiction that has databases has no bucket, or a bucket is bound as if it lay elsewhere",
	why: "Files are data too: without a bucket there, they go to one that may lie anywhere; bound without its jurisdiction, a bucket isn't found",
	remedy: "Make a bucket in the jurisdiction and bind it with the same (stagecraft:tenants does both)",
	level: always("mandatory"),
	scope: "stack",
	check: (stack) => {
		const wanted = [...new Set(ofType(stack, TYPES.d1).flatMap((database) => jurisdictionOf(database) ?? []))];
		if (wanted.length === 0) return notApplicable("no database is in a jurisdiction");
		const buckets = new Map(ofType(stack, TYPES.bucket).map((bucket) => [textAt(bucket, "name"), jurisdictionOf(bucket)]));
		const missing = wanted.filter((jurisdiction) => ![...buckets.values()].includes(jurisdiction));
		return toOutcome([
			...missing.map((jurisdiction) => makeFault("R2Bucket.jurisdiction", undefined, `must be ${jurisdiction} for one bucket at least`)),
			...ofType(stack, TYPES.version).flatMap((version) => checkBindings(version, buckets)),
			...checkAttached(stack, buckets),
		]);
	},
});

type Buckets = ReadonlyMap<string | undefined, string | undefined>;

function checkBindings(version: Judged, buckets: Buckets): Fault[] {
	return bindingsOf(version, "r2_bucket").flatMap((binding) => {
		const name = textAt(binding, "bucketName");
		const jurisdiction = buckets.get(name);
		const bound = jurisdictionOf(binding);
		if (!buckets.has(name) || jurisdiction === bound) return [];
		return [
			makeFault(
				`${version.name} bindings.${textAt(binding, "name")}.jurisdiction`,
				bound,
				`must be ${jurisdiction ?? "(absent)"}, as of ${name}`,
			),
		];
	});
}

/** What belongs to a bucket is found by name and jurisdiction. */
const checkAttached = (stack: Stack, buckets: Buckets): Fault[] =>
	ofType(stack, TYPES.lifecycle, TYPES.bucketCors).flatMap((attached) => {
		const name = textAt(attached, "bucketName");
		const [jurisdiction, own] = [buckets.get(name), jurisdictionOf(attached)];
		if (!buckets.has(name) || jurisdiction === own) return [];
		return [makeFault(`${attached.name} jurisdiction`, own, `must be ${jurisdiction ?? "(absent)"}, as of ${name}`)];
	});
