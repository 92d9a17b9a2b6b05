import type { D1Database } from "@cloudflare/workers-types";
import type { TenantData } from "../lib/rpc.ts";
import { storeLoads } from "../lib/shard-loads/store-loads.ts";
import type { AppSteps } from "./write-steps.ts";

interface LoadsOptions {
	readonly data: Pick<TenantData, "inspectShards">;
	readonly directory: Pick<D1Database, "prepare">;
	readonly steps: AppSteps;
	readonly now: () => number;
}

/** Enters in the directory what the shards of one `app` hold now, a page a step. */
export async function storeLoadsOf({ data, directory, steps, now }: LoadsOptions): Promise<void> {
	for (let after: string | null = null, page = 0; page === 0 || after !== null; page++) {
		const start: string | null = after;
		after = await steps.run(`page ${page}`, async () => {
			const { items, next } = await data.inspectShards(start);
			await storeLoads(directory, items, now());
			return next;
		});
	}
}
