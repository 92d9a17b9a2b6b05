import { findMembers } from "../lib/members/members.ts";
import type { TenantData } from "../lib/rpc.ts";
import type { Env } from "./manifest.ts";
import { reportShards } from "./report-shards.ts";
import { startArchives } from "./start-archives.ts";
import { startPartitions } from "./start-partitions.ts";

type Job = (env: Env, at: number) => Promise<void>;

/** By the crons of the manifest. */
export const JOBS: Readonly<Record<string, Job>> = {
	"7 * * * *": ({ PARTITIONS }, at) => startPartitions(PARTITIONS, at),
	"23 3 * * *": (env, at) => reportShards(findMembers<"APP", TenantData>(env, "APP").values(), env.ARCHIVE, at),
	// A clock that runs ahead must not archive what is still being written.
	"41 3 * * *": (env, at) =>
		startArchives(
			{ apps: findMembers<"APP", TenantData>(env, "APP"), runs: env.ARCHIVES, settings: env.SETTINGS },
			Math.min(at, Date.now()),
		),
};
