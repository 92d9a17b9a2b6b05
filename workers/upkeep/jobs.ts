import { findApps } from "./find-apps.ts";
import type { Env } from "./manifest.ts";
import { reportShards } from "./report-shards.ts";
import { startArchives } from "./start-archives.ts";
import { startPartitions } from "./start-partitions.ts";

type Job = (env: Env, at: number) => Promise<void>;

/** By the crons of the manifest. */
export const JOBS: Readonly<Record<string, Job>> = {
	"7 * * * *": ({ PARTITIONS }, at) => startPartitions(PARTITIONS, at),
	"23 3 * * *": (env, at) => reportShards(findApps(env, crypto.randomUUID()).values(), env.ARCHIVE, at),
	// A clock that runs ahead must not archive what is still being written.
	"41 3 * * *": (env, at) =>
		startArchives({ apps: findApps(env, crypto.randomUUID()), runs: env.ARCHIVES, settings: env.SETTINGS }, Math.min(at, Date.now())),
};
