import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { NonRetryableError } from "cloudflare:workflows";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { SpoiltExportError } from "../lib/import-tenant/import-part.ts";
import { runImport } from "../lib/import-tenant/run-import.ts";
import { makeRunRegister } from "../lib/runs/run-register.ts";
import { toImportTarget } from "./import-target.ts";
import type { Env, ImportParams } from "./manifest.ts";
import { RETRY } from "./write-steps.ts";

/** Brings an export into a tenant. */
export class ImportTenant extends WorkflowEntrypoint<Env, ImportParams> {
	override async run({ payload, instanceId }: Readonly<WorkflowEvent<ImportParams>>, step: WorkflowStep): Promise<void> {
		const env = guardDirectory(this.env, { requestId: instanceId, tenant: payload.tenant });
		await runImport({
			step: (name, run) => step.do(name, RETRY, () => run().catch(toFinal)),
			store: env.ARCHIVE,
			target: toImportTarget(env, payload.tenant, instanceId),
			runs: makeRunRegister(env.DIRECTORY, Date.now),
			importId: payload.importId,
			manifest: payload.manifest,
		});
	}
}

function toFinal(error: unknown): never {
	throw error instanceof SpoiltExportError ? new NonRetryableError(error.message) : error;
}
