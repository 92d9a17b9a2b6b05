import type { TenantData } from "../lib/rpc.ts";
import type { AppRunParams, Env } from "./manifest.ts";
import { startOnce } from "./start-once.ts";
import type { AppSteps } from "./write-steps.ts";

/** A request may invoke 32 Workers through service bindings (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17). */
const MAX_CALLS = 30;

interface PruneOptions {
	readonly env: Pick<Env, "APP_RUNS" | "SETTINGS">;
	readonly data: Pick<TenantData, "pruneHistory">;
	readonly steps: AppSteps;
	/** Of this run. */
	readonly id: string;
}

/** Forgets what changed too long ago on every shard of an `app`; where its calls are spent, a run is started that goes on behind them. */
export async function pruneOnApp({ env, data, steps, id }: PruneOptions, params: AppRunParams): Promise<void> {
	const keeping = { at: params.at, keepSeconds: env.SETTINGS.keepHistorySeconds };
	const { first, number } = params.goesOn ?? { first: id, number: 1 };
	let after = params.goesOn?.after ?? null;
	for (let call = 1; call === 1 || (after !== null && call <= MAX_CALLS); call++) {
		const from: string | null = after;
		after = await steps.run(`prune ${call}`, async () => (await data.pruneHistory(keeping, from)).next);
	}
	if (after === null) return;
	const next = { ...params, goesOn: { first, number: number + 1, after } };
	await steps.run("go on", () => startOnce(env.APP_RUNS, `${first}-${number + 1}`, next).then(() => null));
}
