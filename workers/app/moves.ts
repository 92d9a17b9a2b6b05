import { WorkerEntrypoint } from "cloudflare:workers";
import { makeD1Access } from "../lib/d1/make-d1-access.ts";
import { makeShardMover } from "../lib/move/make-shard-mover.ts";
import type { ShardMover } from "../lib/move/move-data.ts";
import type { MovePlan } from "../lib/move/move-plan.ts";
import { makeShardRestorer } from "../lib/restore/make-shard-restorer.ts";
import type { ShardRestorer } from "../lib/restore/shard-restorer.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { BoundShard, TenantMovers } from "../lib/rpc/tenant-movers.ts";
import { findDatabase, listDatabases } from "../lib/shard-databases/find-database.ts";
import type { Env } from "./manifest.ts";

type Asked = ShardMover & ShardRestorer;
type Values<K extends keyof Asked> = Parameters<Asked[K]>;
type Result<K extends keyof Asked> = Awaited<ReturnType<Asked[K]>>;

// A move reads tables through on purpose: that isn't told as a query to look at.
const access = makeD1Access({ report: () => undefined });

/** What `upkeep` asks of the shards that a tenant leaves, of those that it moves to, and of those where it is restored. */
export class Moves extends WorkerEntrypoint<Env> implements Remote<TenantMovers> {
	listShards(call: RpcCall) {
		return answerRpc<readonly BoundShard[]>("listShards", call, () => listDatabases(this.env).map(({ shard }) => shard));
	}

	begin(call: RpcCall, ...values: Values<"begin">) {
		return answerRpc<Result<"begin">>("begin", call, () => this.#mover().begin(...values));
	}

	readPage(call: RpcCall, ...values: Values<"readPage">) {
		return answerRpc<Result<"readPage">>("readPage", call, () => this.#mover().readPage(...values));
	}

	readChanges(call: RpcCall, ...values: Values<"readChanges">) {
		return answerRpc<Result<"readChanges">>("readChanges", call, () => this.#mover().readChanges(...values));
	}

	readToken(call: RpcCall, ...values: Values<"readToken">) {
		return answerRpc<Result<"readToken">>("readToken", call, () => this.#mover().readToken(...values));
	}

	write(call: RpcCall, ...values: Values<"write">) {
		return answerRpc<Result<"write">>("write", call, () => this.#mover().write(...values));
	}

	sumPage(call: RpcCall, ...values: Values<"sumPage">) {
		return answerRpc<Result<"sumPage">>("sumPage", call, () => this.#mover().sumPage(...values));
	}

	sumKeys(call: RpcCall, ...values: Values<"sumKeys">) {
		return answerRpc<Result<"sumKeys">>("sumKeys", call, () => this.#mover().sumKeys(...values));
	}

	readRows(call: RpcCall, ...values: Values<"readRows">) {
		return answerRpc<Result<"readRows">>("readRows", call, () => this.#mover().readRows(...values));
	}

	listArchives(call: RpcCall, ...values: Values<"listArchives">) {
		return answerRpc<Result<"listArchives">>("listArchives", call, () => this.#mover().listArchives(...values));
	}

	adopt(call: RpcCall, ...values: Values<"adopt">) {
		return answerRpc<void>("adopt", call, () => this.#mover().adopt(...values));
	}

	close(call: RpcCall, ...values: Values<"close">) {
		return answerRpc<void>("close", call, () => this.#mover().close(...values));
	}

	reopen(call: RpcCall, ...values: Values<"reopen">) {
		return answerRpc<void>("reopen", call, () => this.#mover().reopen(...values));
	}

	settle(call: RpcCall, ...values: Values<"settle">) {
		return answerRpc<void>("settle", call, () => this.#mover().settle(...values));
	}

	clear(call: RpcCall, ...values: Values<"clear">) {
		return answerRpc<Result<"clear">>("clear", call, () => this.#mover().clear(...values));
	}

	end(call: RpcCall, ...values: Values<"end">) {
		return answerRpc<void>("end", call, () => this.#mover().end(...values));
	}

	readPast(call: RpcCall, ...values: Values<"readPast">) {
		return answerRpc<Result<"readPast">>("readPast", call, () => this.#restorer().readPast(...values));
	}

	takeOver(call: RpcCall, ...values: Values<"takeOver">) {
		return answerRpc<Result<"takeOver">>("takeOver", call, () => this.#restorer().takeOver(...values));
	}

	restorePage(call: RpcCall, ...values: Values<"restorePage">) {
		return answerRpc<Result<"restorePage">>("restorePage", call, () => this.#restorer().restorePage(...values));
	}

	emptyPage(call: RpcCall, ...values: Values<"emptyPage">) {
		return answerRpc<Result<"emptyPage">>("emptyPage", call, () => this.#restorer().emptyPage(...values));
	}

	bring(call: RpcCall, ...values: Values<"bring">) {
		return answerRpc<Result<"bring">>("bring", call, () => this.#restorer().bring(...values));
	}

	removeEvents(call: RpcCall, ...values: Values<"removeEvents">) {
		return answerRpc<Result<"removeEvents">>("removeEvents", call, () => this.#restorer().removeEvents(...values));
	}

	#restorer(): ShardRestorer {
		return makeShardRestorer({ find: ({ shard, location }) => findDatabase(this.env, shard, location), access });
	}

	#mover(): ShardMover {
		const { env } = this;
		return makeShardMover({
			find: (plan, shard) => requireDatabase(env, plan, shard),
			access,
			width: env.SETTINGS.partitionWidth,
			archive: env.ARCHIVE,
		});
	}
}

function requireDatabase(env: Env, { source, target }: MovePlan, shard: string) {
	const { location } = source.shards.includes(shard) ? source : target;
	const database = findDatabase(env, shard, location);
	if (!database) throw new Error(`shard ${shard} isn't bound here`);
	return database;
}
