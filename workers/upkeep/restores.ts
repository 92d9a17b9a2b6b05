import { WorkerEntrypoint } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { toExportsPrefix } from "../lib/export/export-manifest.ts";
import { readExportManifest } from "../lib/export/read-export-manifest.ts";
import { enterMove, listMoves, type Move, readMove, toRestorePlan } from "../lib/move/move-register.ts";
import { ProblemError } from "../lib/problem.ts";
import type { RestoreWish } from "../lib/restore/restore-plan.ts";
import type { AskedRestore, RestoreAdmin, RestoreJson, RestorePage, TenantHistory } from "../lib/rpc/restore-admin.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { TenantContext } from "../lib/tenant-context.ts";
import type { Env } from "./manifest.ts";
import { readPast } from "./read-past.ts";
import { requireHome } from "./require-home.ts";
import { startRestore } from "./start-moves.ts";

const LIMIT = 50;

const toIso = (at: number) => new Date(at).toISOString();

/** What `gateway` asks for whoever runs the service. */
export class Restores extends WorkerEntrypoint<Env> implements Remote<RestoreAdmin> {
	start(call: RpcCall, tenant: string, asked: AskedRestore) {
		return this.#answer<RestoreJson>("start", call, (env) => start(env, call, tenant, asked));
	}

	read(call: RpcCall, tenant: string, id: number) {
		return this.#answer<RestoreJson>("read", call, async (env) => {
			const move = await readMove(env.DIRECTORY, tenant, id);
			const [restore] = move ? toJson(move) : [];
			if (!restore) throw new ProblemError("not-found", "The tenant has no such restore.");
			return restore;
		});
	}

	list(call: RpcCall, tenant: string, before: number) {
		return this.#answer<RestorePage>("list", call, async (env) => {
			await requireHome(env, tenant);
			const moves = await listMoves(env.DIRECTORY, tenant, { before, limit: LIMIT + 1, kind: "restore" });
			const page = moves.slice(0, LIMIT);
			return { restores: page.flatMap(toJson), next: moves.length > LIMIT ? (page.at(-1)?.id ?? null) : null };
		});
	}

	readHistory(call: RpcCall, tenant: string, to: number | null) {
		return this.#answer<TenantHistory>("readHistory", call, async (env) => {
			const at = to ?? Date.now();
			const { since, changed, archived } = await readPast(env, call, await requireHome(env, tenant), at);
			const isKnown = since !== null && at >= since;
			return {
				tenant,
				since: since === null ? null : toIso(since),
				to: toIso(at),
				rowsChanged: isKnown ? changed : null,
				eventsArchived: archived,
			};
		});
	}

	#answer<T>(method: string, call: RpcCall, run: (env: Env) => Promise<T>) {
		return answerRpc<T>(method, call, () => run(guardDirectory(this.env, { ...call })));
	}
}

async function start(env: Env, call: RpcCall, tenant: string, { source, events }: AskedRestore): Promise<RestoreJson> {
	const home = await requireHome(env, tenant);
	const wish = "export" in source ? await toExportWish(env, tenant, source.export, events) : { to: source.to, from: null, events };
	await assertRestorable(env, call, home, wish);
	const site = { location: home.location, shards: home.shards };
	const now = Date.now();
	const move = await enterMove(env.DIRECTORY, { tenant, epoch: home.epoch, source: site, target: site, now, restore: wish });
	const plan = move && toRestorePlan(move);
	const [restore] = move ? toJson(move) : [];
	if (!plan || !restore) throw new ProblemError("conflict", `${tenant} is being moved or restored already, or isn't open.`);
	await startRestore(env.RESTORES, plan, now);
	return restore;
}

/** An export of another tenant may be imported into this one, which must then be empty: it is never mixed up with a restore. */
async function toExportWish({ ARCHIVE }: Env, tenant: string, key: string, events: RestoreWish["events"]): Promise<RestoreWish> {
	const isOwn = key.startsWith(toExportsPrefix(tenant)) && key.endsWith("/manifest.json");
	if (!isOwn || !(await ARCHIVE.head(key)))
		throw new ProblemError(
			"not-found",
			`body.export: ${tenant} has no export ${key}; it is the key of a manifest, as the export's run says it.`,
		);
	return { to: Date.parse((await readExportManifest(ARCHIVE, key)).startedAt), from: key, events };
}

/** @throws ProblemError that says how far back it goes */
async function assertRestorable(env: Env, call: RpcCall, home: TenantContext, { to, events, from }: RestoreWish): Promise<void> {
	const asked = `body.to: ${toIso(to)}`;
	if (to > Date.now()) throw new ProblemError("bad-parameter", `${asked} is yet to come: a restore goes back to a time that has passed.`);
	const { since, archived } = await readPast(env, call, home, to);
	if (from === null) assertKnown(asked, to, since);
	if (events === "remove" && archived)
		throw new ProblemError(
			"conflict",
			`${asked}: events that are later lie in the archive, where none is removed: ask for "events": "keep".`,
		);
}

function assertKnown(asked: string, to: number, since: number | null): void {
	if (since === null)
		throw new ProblemError("conflict", "No history of the tenant's rows is kept: d1Size.keepHistory is 0 seconds, or was until now.");
	if (to < since)
		throw new ProblemError(
			"conflict",
			`${asked} is before ${toIso(since)}, from when on each change is known: choose that or later, or an export.`,
		);
}

const PHASES = {
	copying: "beginning",
	closing: "closing",
	switched: "restoring",
	undoing: "undoing",
	done: "done",
	undone: "undone",
} as const satisfies Record<Move["phase"], RestoreJson["phase"]>;

/** None of a move that isn't a restore. */
function toJson({ id, tenant, restore, phase, reason, rowsCopied, pauseMs, createdAt, endedAt }: Move): RestoreJson[] {
	if (!restore) return [];
	const { to, events, from } = restore;
	return [
		{
			id: String(id),
			tenant,
			to: toIso(to),
			events,
			export: from,
			phase: PHASES[phase],
			reason,
			rowsRestored: rowsCopied,
			pauseMs,
			createdAt,
			endedAt,
		},
	];
}
