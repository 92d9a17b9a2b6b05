import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import type { ExportKind } from "../lib/export/export-manifest.ts";
import { type ExportSource, makeExporter } from "../lib/export/make-exporter.ts";
import { makeRunRegister } from "../lib/runs/run-register.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { findHomeApp } from "./find-apps.ts";
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
	const require = async () => {
		const found = await readTenant(env.DIRECTORY, tenant);
		if (!found) throw new Error(`tenant ${tenant} is no more`);
		return found;
	};
	return {
		readTenant: require,
		readLines: async (kind: ExportKind, after) => {
			const home = await readHome(env.DIRECTORY, tenant);
			if (!home) throw new Error(`tenant ${tenant} is no more`);
			const app = findHomeApp(env, home, requestId);
			if (!app) throw new Error(`no app binds ${home.shards.join(", ")}`);
			return app.readTenantLines(kind, tenant, after);
		},
	};
}
