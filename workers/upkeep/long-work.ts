import { WorkerEntrypoint } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { toKeyName } from "../lib/directory/key-store.ts";
import { hasLines } from "../lib/import-tenant/run-import.ts";
import { ProblemError } from "../lib/problem.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { ReplayRange, RunKind, LongWork as Work } from "../lib/rpc.ts";
import type { Run } from "../lib/runs/run-register.ts";
import { isJurisdiction } from "../lib/shards.ts";
import { closeForDeletion, findDeletionUnderWay } from "../lib/tenant-deletion/deletion-register.ts";
import { beginRun, settleRun, toRuns } from "./begin-run.ts";
import { toImportTarget } from "./import-target.ts";
import type { Env } from "./manifest.ts";
import { readTenant } from "./read-tenant.ts";
import { startOnce } from "./start-once.ts";

/** Long work for operators: entered in the register first, so that whoever asked for it finds it. */
export class LongWork extends WorkerEntrypoint<Env> implements Remote<Work> {
	startExport(call: RpcCall, tenant: string) {
		return this.#answer("startExport", call, (env) => startExport(env, tenant));
	}

	startImport(call: RpcCall, tenant: string, manifest: string) {
		return this.#answer("startImport", call, (env) => startImport(env, call, { tenant, manifest }));
	}

	startDeletion(call: RpcCall, tenant: string) {
		return this.#answer("startDeletion", call, (env) => startDeletion(env, tenant));
	}

	startReplay(call: RpcCall, range: ReplayRange) {
		return this.#answer("startReplay", call, (env) => {
			const replayId = crypto.randomUUID();
			const run = { id: replayId, kind: "replay", subject: range.queue, progress: { replayed: 0 } };
			return beginRun(env, run, () => startOnce(env.REPLAYS, `replay-${replayId}`, { ...range, replayId }));
		});
	}

	readRun(call: RpcCall, kind: RunKind, id: string) {
		return this.#answer("readRun", call, async (env) => {
			const run = await toRuns(env).read(id);
			if (run?.kind !== kind) return null;
			return run.state === "running" ? settleRun(env, run) : run;
		});
	}

	#answer<T>(method: string, call: RpcCall, run: (env: Env) => Promise<T>) {
		return answerRpc(method, call, () => run(guardDirectory(this.env, { ...call })));
	}
}

async function startExport(env: Env, tenant: string): Promise<Run> {
	const found = await readTenant(env.DIRECTORY, tenant);
	if (!found) throw new ProblemError("not-found", `There is no tenant ${tenant}, or its creation did not complete.`);
	if (isJurisdiction(found.region))
		throw new ProblemError("conflict", `The tenant's data may not leave ${found.region}, and the archive's bucket lies outside of it.`);
	const exportId = crypto.randomUUID();
	const run = { id: exportId, kind: "export", subject: tenant, progress: { records: 0, events: 0, bytes: 0, manifest: null } };
	return beginRun(env, run, () => startOnce(env.EXPORTS, `export-${exportId}`, { tenant, exportId }));
}

async function startImport(env: Env, { requestId }: RpcCall, { tenant, manifest }: { tenant: string; manifest: string }): Promise<Run> {
	if (!(await readTenant(env.DIRECTORY, tenant)))
		throw new ProblemError("not-found", `There is no tenant ${tenant}, or its creation did not complete.`);
	if (!(await env.ARCHIVE.head(manifest))) throw new ProblemError("not-found", `There is no export ${manifest}.`);
	if (await hasLines(toImportTarget(env, tenant, requestId)))
		throw new ProblemError("conflict", "The tenant has data: an export is brought into one that has none.");
	const importId = crypto.randomUUID();
	const run = { id: importId, kind: "import", subject: tenant, progress: { records: 0, events: 0 } };
	return beginRun(env, run, () => startOnce(env.IMPORTS, `import-${importId}`, { tenant, importId, manifest }));
}

/** Closed before it is entered: an answer that doesn't come leaves a tenant that nobody uses, and the same request goes on with it. */
async function startDeletion(env: Env, tenant: string): Promise<Run> {
	const { DIRECTORY, KEYS, DELETIONS } = env;
	const plan = await closeForDeletion(DIRECTORY, { id: crypto.randomUUID(), tenant, now: Date.now() });
	for (const keyId of plan.keyIds) await KEYS.delete(toKeyName(keyId));
	const id = (await findDeletionUnderWay(DIRECTORY, tenant)) ?? plan.id;
	const run = { id, kind: "deletion", subject: tenant, progress: { phase: "deleting", part: null, done: 0, parts: 0 } };
	return beginRun(env, run, () => startOnce(DELETIONS, `deletion-${id}`, { plan: { ...plan, id } }));
}
