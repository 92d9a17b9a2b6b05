import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import type { ExportKind } from "../lib/export/export-manifest.ts";
import { type ExportSource, makeExporter } from "../lib/export/make-exporter.ts";
import { makeRunRegister } from "../lib/runs/run-register.ts";
import { findApps } from "./find-apps.ts";
import type { Env, ExportParams } from "./manifest.ts";
import { readTenant } from "./read-tenant.ts";
import { toWriteSteps } from "./write-steps.ts";

/** Writes all that a tenant has to objects of its own in the archive's bucket. */
export class ExportTenant extends WorkflowEntrypoint<Env, ExportParams> {
	override async run({ payload, instanceId }: Readonly<WorkflowEvent<ExportParams>>, step: WorkflowStep): Promise<void> {
		const env = guardDirectory(this.env, { requestId: instanceId });
		const runs = makeRunRegister(env.DIRECTORY, Date.now);
		const source = toSource(env, payload.tenant, instanceId);
		await makeExporter({ source, store: env.ARCHIVE, steps: toWriteSteps(step), runs, now: Date.now }).export(payload);
	}
}

function toSource(env: Env, tenant: string, requestId: string): ExportSource {
	const apps = findApps(env, requestId);
	const require = async () => {
		const found = await readTenant(env.DIRECTORY, tenant);
		if (!found) throw new Error(`tenant ${tenant} is no more`);
		return found;
	};
	return {
		readTenant: require,
		readLines: async (kind: ExportKind, after) => {
			const { region } = await require();
			const app = apps.get(region.toUpperCase()) ?? apps.get("ANY");
			if (!app) throw new Error(`no app serves ${region}`);
			return app.readTenantLines(kind, tenant, after);
		},
	};
}
