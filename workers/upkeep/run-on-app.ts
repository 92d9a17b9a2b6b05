import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { findApps } from "./find-apps.ts";
import type { AppRunParams, Env } from "./manifest.ts";
import { pruneOnApp } from "./prune-on-app.ts";
import { startArchives } from "./start-archives.ts";
import { storeLoadsOf } from "./store-loads-of.ts";
import { type AppSteps, toAppSteps } from "./write-steps.ts";

/** Does one job on all shards of one `app`, page by page: it calls that one a few times, however many there are. */
export class RunOnApp extends WorkflowEntrypoint<Env, AppRunParams> {
	override async run({ payload, instanceId }: Readonly<WorkflowEvent<AppRunParams>>, step: WorkflowStep): Promise<void> {
		await runOnApp(guardDirectory(this.env, { requestId: instanceId }), payload, { ...toAppSteps(step), requestId: instanceId });
	}
}

/** @throws Error where there is no such `app` */
export async function runOnApp(
	env: Env,
	params: AppRunParams,
	{ run, requestId }: AppSteps & { readonly requestId: string },
): Promise<void> {
	const { job, app, at } = params;
	const data = findApps(env, requestId).get(app);
	if (!data) throw new Error(`there is no app ${app}`);
	if (job === "loads") await storeLoadsOf({ data, directory: env.DIRECTORY, steps: { run }, now: Date.now });
	else if (job === "histories") await pruneOnApp({ env, data, steps: { run }, id: requestId }, params);
	else await startArchives({ app, data, runs: env.ARCHIVES, settings: env.SETTINGS, steps: { run } }, at);
}
