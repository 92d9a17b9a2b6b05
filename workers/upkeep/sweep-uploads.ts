import type { R2Bucket } from "@cloudflare/workers-types";
import { abortStaleUploads } from "../lib/files/abort-stale-uploads.ts";
import { findMembers } from "../lib/members/members.ts";
import type { Env } from "./manifest.ts";

/** Of one bucket and run; the next one goes on. */
const LIMIT = 200;

/** Takes away, in every bucket of files, the uploads that nobody finished in time. */
export async function sweepUploads(env: Env, now: number): Promise<void> {
	const before = now - env.SETTINGS.uploadsExpireSeconds * 1000;
	for (const [, bucket] of findMembers<"FILES", R2Bucket>(env, "FILES")) await abortStaleUploads({ bucket, before, limit: LIMIT });
}
