import type { Region } from "../config/fields.ts";
import { type Context, type Protection, toName, toProtection } from "./context.ts";

export interface BucketNode extends Protection {
	readonly id: string;
	readonly name: string;
	readonly location: Region;
	readonly storageClass: "Standard";
	readonly lifecycle: readonly LifecycleRule[];
}

/** Ages in seconds. A rule does one thing, so that its id says what. */
export interface LifecycleRule {
	readonly id: string;
	readonly prefix: string;
	readonly action: "abort-multipart-uploads" | "infrequent-access" | "expire";
	readonly afterSeconds: number;
}

/** `archive`: what left D1, and reports. `deadletters`: messages nobody could handle. `files`: what tenants upload. */
export function planR2(context: Context): BucketNode[] {
	const knobs = context.knobs.r2Throughput;
	const abort = toRule("abort-multipart-uploads", knobs.abortUploadsAfter);
	return [
		toBucket(context, "archive", [
			abort,
			toRule("infrequent-access", knobs.archiveToInfrequentAccessAfter),
			toRule("expire", knobs.archiveExpiresAfter),
		]),
		toBucket(context, "deadletters", [abort, toRule("expire", knobs.deadLettersExpireAfter)]),
		toBucket(context, "files", [abort, toRule("infrequent-access", knobs.filesToInfrequentAccessAfter)]),
	];
}

const toRule = (action: LifecycleRule["action"], afterSeconds: number): LifecycleRule => ({ id: action, prefix: "", action, afterSeconds });

const toBucket = (context: Context, id: string, lifecycle: readonly LifecycleRule[]): BucketNode => ({
	id,
	name: toName(context, id),
	location: context.knobs.r2Throughput.region,
	storageClass: "Standard",
	lifecycle,
	...toProtection(context),
});
