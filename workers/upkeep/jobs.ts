import { findMembers } from "../lib/members/members.ts";
import type { TenantData } from "../lib/rpc.ts";
import type { Env } from "./manifest.ts";
import { reportShards } from "./report-shards.ts";
import { startPartitions } from "./start-partitions.ts";

type Job = (env: Env, at: number) => Promise<void>;

/** By the crons of the manifest. */
export const JOBS: Readonly<Record<string, Job>> = {
	"7 * * * *": ({ PARTITIONS }, at) => startPartitions(PARTITIONS, at),
	"23 3 * * *": (env, at) => reportShards(findMembers<"APP", TenantData>(env, "APP").values(), env.ARCHIVE, at),
};
