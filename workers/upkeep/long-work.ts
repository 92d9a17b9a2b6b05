import { WorkerEntrypoint } from "cloudflare:workers";
import { toKeyName } from "../lib/directory/key-store.ts";
import { hasLines } from "../lib/import-tenant/run-import.ts";
import { ProblemError } from "../lib/problem.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { ReplayRange, RunKind, LongWork as Work } from "../lib/rpc.ts";
import { makeRunRegister, type Run } from "../lib/runs/run-register.ts";
import { isJurisdiction } from "../lib/shards.ts";
import { closeForDeletion } from "../lib/tenant-deletion/deletion-register.ts";
import { toImportTarget } from "./import-target.ts";
import type { Env } from "./manifest.ts";
import { readTenant } from "./read-tenant.ts";
import { startOnce } from "./start-once.ts";

/** Long work for operators: entered in the register first, so that whoever asked for it finds it. */
export class LongWork extends WorkerEntrypoint<Env> implements Remote<Work> {
	startExport(call: RpcCall, tenant: string) {
		return answerRpc("startExport", call, async () => {
			const found = await readTenant(this.env.DIRECTORY, tenant);
			if (!found) throw new ProblemError("not-found", `There is no tenant ${tenant}, or its creation did not complete.`);
			if (isJurisdiction(found.region))
				throw new ProblemError("conflict", `The tenant's data may not leave ${found.region}, and the archive's bucket lies outside of it.`);
			const exportId = crypto.randomUUID();
			const run = { id: exportId, kind: "export", subject: tenant, progress: { records: 0, events: 0, bytes: 0, manifest: null } };
			return this.#begin(run, () => startOnce(this.env.EXPORTS, `export-${exportId}`, { tenant, exportId }));
		});
	}

	startImport(call: RpcCall, tenant: string, manifest: string) {
		return answerRpc("startImport", call, async () => {
			if (!(await readTenant(this.env.DIRECTORY, tenant)))
				throw new ProblemError("not-found", `There is no tenant ${tenant}, or its creation did not complete.`);
			if (!(await this.env.ARCHIVE.head(manifest))) throw new ProblemError("not-found", `There is no export ${manifest}.`);
			if (await hasLines(toImportTarget(this.env, tenant, call.requestId)))
				throw new ProblemError("conflict", "The tenant has data: an export is brought into one that has none.");
			const importId = crypto.randomUUID();
			const run = { id: importId, kind: "import", subject: tenant, progress: { records: 0, events: 0 } };
			return this.#begin(run, () => startOnce(this.env.IMPORTS, `import-${importId}`, { tenant, importId, manifest }));
		});
	}

	/** Closed before it is entered: an answer that doesn't come leaves a tenant that nobody uses, and the same request goes on with it. */
	startDeletion(call: RpcCall, tenant: string) {
		return answerRpc("startDeletion", call, async () => {
			const id = crypto.randomUUID();
			const plan = await closeForDeletion(this.env.DIRECTORY, { id, tenant, now: Date.now() });
			for (const keyId of plan.keyIds) await this.env.KEYS.delete(toKeyName(keyId));
			const run = { id, kind: "deletion", subject: tenant, progress: { phase: "deleting", part: null, done: 0, parts: 0 } };
			return this.#begin(run, () => startOnce(this.env.DELETIONS, `deletion-${id}`, { plan }));
		});
	}

	startReplay(call: RpcCall, range: ReplayRange) {
		return answerRpc("startReplay", call, () => {
			const replayId = crypto.randomUUID();
			const run = { id: replayId, kind: "replay", subject: range.queue, progress: { replayed: 0 } };
			return this.#begin(run, () => startOnce(this.env.REPLAYS, `replay-${replayId}`, { ...range, replayId }));
		});
	}

	readRun(call: RpcCall, kind: RunKind, id: string) {
		return answerRpc("readRun", call, async () => {
			const run = await this.#runs().read(id);
			if (run?.kind !== kind) return null;
			return run.state === "running" ? this.#settle(run) : run;
		});
	}

	/** A Workflow that the platform has ended couldn't say so itself. */
	async #settle(run: Run): Promise<Run | null> {
		const { EXPORTS, REPLAYS, DELETIONS, IMPORTS } = this.env;
		const workflow = { export: EXPORTS, replay: REPLAYS, deletion: DELETIONS, import: IMPORTS }[run.kind];
		if (!workflow) return run;
		const status = await workflow
			.get(`${run.kind}-${run.id}`)
			.then((instance) => instance.status())
			.catch(() => null);
		if (status?.status !== "errored" && status?.status !== "terminated") return run;
		await this.#runs().end(run.id, `its Workflow was ${status.status}: ${JSON.stringify(status.error ?? null)}`);
		return this.#runs().read(run.id);
	}

	async #begin(wanted: Pick<Run, "id" | "kind" | "subject" | "progress">, start: () => Promise<void>): Promise<Run> {
		const runs = this.#runs();
		await runs.begin(wanted);
		if (!(await runs.read(wanted.id))) throw new ProblemError("conflict", "Another one is under way: ask again once it has ended.");
		try {
			await start();
		} catch (error) {
			await runs.end(wanted.id, String(error));
			throw error;
		}
		const run = await runs.read(wanted.id);
		if (!run) throw new Error(`run ${wanted.id} was entered and is not there`);
		return run;
	}

	#runs() {
		return makeRunRegister(this.env.DIRECTORY, Date.now);
	}
}
