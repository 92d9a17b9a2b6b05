import { WorkerEntrypoint } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { chooseTarget } from "../lib/move/choose-target.ts";
import { cancelMove, enterMove, listMoves, type Move, readMove, toMoveJson, toPlan } from "../lib/move/move-register.ts";
import { ProblemError } from "../lib/problem.ts";
import type { MoveAdmin, MoveJson, MovePage } from "../lib/rpc/move-admin.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import { findMovers } from "./find-movers.ts";
import type { Env } from "./manifest.ts";
import { requireHome } from "./require-home.ts";
import { startMove } from "./start-moves.ts";

const LIMIT = 50;

const COUNT_TENANTS = "SELECT value AS shard, (SELECT count(*) FROM tenant_shards WHERE shard = value) AS tenants FROM json_each(?1)";

/** What `gateway` asks for whoever runs the service. */
export class Moves extends WorkerEntrypoint<Env> implements Remote<MoveAdmin> {
	start(call: RpcCall, tenant: string, to: string) {
		return this.#answer<MoveJson>("start", call, (env) => start(env, call, tenant, to));
	}

	read(call: RpcCall, tenant: string, id: number) {
		return this.#answer<MoveJson>("read", call, async (env) => toMoveJson(await requireMove(env, tenant, id)));
	}

	list(call: RpcCall, tenant: string, before: number) {
		return this.#answer<MovePage>("list", call, async (env) => {
			await requireHome(env, tenant);
			const moves = await listMoves(env.DIRECTORY, tenant, { before, limit: LIMIT + 1, kind: "move" });
			const page = moves.slice(0, LIMIT);
			return { moves: page.map(toMoveJson), next: moves.length > LIMIT ? (page.at(-1)?.id ?? null) : null };
		});
	}

	cancel(call: RpcCall, tenant: string, id: number) {
		return this.#answer<MoveJson>("cancel", call, async (env) => {
			await cancelMove(env.DIRECTORY, tenant, id);
			const move = await requireMove(env, tenant, id);
			if (!move.cancelled) throw new ProblemError("conflict", `The move can't be cancelled any more: ${move.phase}.`);
			return toMoveJson(move);
		});
	}

	#answer<T>(method: string, call: RpcCall, run: (env: Env) => Promise<T>) {
		return answerRpc<T>(method, call, () => run(guardDirectory(this.env, { ...call })));
	}
}

async function start(env: Env, { requestId }: RpcCall, tenant: string, to: string): Promise<MoveJson> {
	const home = await requireHome(env, tenant);
	const bound = [];
	for (const mover of findMovers(env, requestId).values()) bound.push(...(await mover.listShards()));
	const pool = JSON.stringify(bound.flatMap((shard) => (shard.tenant === null ? [shard.id] : [])));
	const { results } = await env.DIRECTORY.prepare(COUNT_TENANTS).bind(pool).run<{ readonly shard: string; readonly tenants: number }>();
	const tenants = new Map(results.map((row) => [row.shard, row.tenants]));
	const source = { location: home.location, shards: home.shards };
	const target = chooseTarget(bound, { tenant, source, to, tenantsOf: (shard) => tenants.get(shard) ?? 0 });
	const move = await enterMove(env.DIRECTORY, { tenant, epoch: home.epoch, source, target, now: Date.now() });
	if (!move) throw new ProblemError("conflict", `${tenant} is being moved already, or isn't open.`);
	await startMove(env.MOVES, toPlan(move), Date.parse(move.createdAt));
	return toMoveJson(move);
}

async function requireMove({ DIRECTORY }: Env, tenant: string, id: number): Promise<Move> {
	const move = await readMove(DIRECTORY, tenant, id);
	if (!move || move.restore) throw new ProblemError("not-found", "The tenant has no such move.");
	return move;
}
