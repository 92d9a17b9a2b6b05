import type { Jurisdiction, Region } from "../config/fields.ts";
import { type Context, type Protection, toName, toProtection } from "./context.ts";

/** A bucket has a hint or a jurisdiction, fixed when it is made (/r2/reference/data-location/, 2026-09-17). */
type BucketResidence =
	| { readonly kind: "hint"; readonly region: Region }
	| { readonly kind: "jurisdiction"; readonly jurisdiction: Jurisdiction };

export interface BucketNode extends Protection {
	readonly id: string;
	readonly name: string;
	/** What it is for: where there is one for each jurisdiction, all of them have it in common. */
	readonly family: "archive" | "deadletters" | "files";
	readonly residence: BucketResidence;
	readonly storageClass: "Standard";
	readonly lifecycle: readonly LifecycleRule[];
	/** Web pages that may read and write it by presigned URLs; empty for none. */
	readonly origins: readonly string[];
}

/** Ages in seconds. A rule does one thing, so that its id says what. */
export interface LifecycleRule {
	readonly id: string;
	readonly prefix: string;
	readonly action: "abort-multipart-uploads" | "infrequent-access" | "expire";
	readonly afterSeconds: number;
}

/**
 * `archive`: what left D1, and reports. `deadletters`: messages nobody could handle. `files`: what tenants upload, with a bucket
 * more for each jurisdiction that a tenant's data must stay in.
 */
export function planR2(context: Context): BucketNode[] {
	const knobs = context.knobs.r2Throughput;
	const abort = toRule("abort-multipart-uploads", knobs.abortUploadsAfter);
	const fileRules = [abort, toRule("infrequent-access", knobs.filesToInfrequentAccessAfter)];
	return [
		toBucket(context, "archive", [
			abort,
			toRule("infrequent-access", knobs.archiveToInfrequentAccessAfter),
			toRule("expire", knobs.archiveExpiresAfter),
		]),
		toBucket(context, "deadletters", [abort, toRule("expire", knobs.deadLettersExpireAfter)]),
		toBucket(context, "files", fileRules),
		...jurisdictionsOf(context).map((jurisdiction) => toBucket(context, "files", fileRules, jurisdiction)),
	];
}

/** Bucket names of a family, by location: a jurisdiction, or `any` for all other places. */
export const namesByLocation = (context: Context, family: BucketNode["family"]): Readonly<Record<string, string>> =>
	Object.fromEntries(planR2(context).flatMap((node) => (node.family === family ? [[toLocation(node), node.name]] : [])));

/** The jurisdiction of a bucket, or `any`. */
export const toLocation = ({ residence }: BucketNode) => (residence.kind === "jurisdiction" ? residence.jurisdiction : "any");

const jurisdictionsOf = ({ settings }: Context): Jurisdiction[] =>
	[...new Set(settings.tenants.flatMap(({ jurisdiction }) => (jurisdiction === undefined ? [] : [jurisdiction])))].sort();

const toRule = (action: LifecycleRule["action"], afterSeconds: number): LifecycleRule => ({ id: action, prefix: "", action, afterSeconds });

function toBucket(
	context: Context,
	family: BucketNode["family"],
	lifecycle: readonly LifecycleRule[],
	jurisdiction?: Jurisdiction,
): BucketNode {
	const id = jurisdiction === undefined ? family : `${family}-${jurisdiction}`;
	return {
		id,
		name: toName(context, id),
		family,
		residence:
			jurisdiction === undefined ? { kind: "hint", region: context.knobs.r2Throughput.region } : { kind: "jurisdiction", jurisdiction },
		storageClass: "Standard",
		lifecycle,
		origins: family === "files" ? context.settings.filesOrigins : [],
		...toProtection(context),
	};
}
