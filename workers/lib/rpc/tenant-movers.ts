import type { ShardMover } from "../move/move-data.ts";
import type { ShardRestorer } from "../restore/shard-restorer.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** `app`, entrypoint `Moves`: what a move or a restore does on the shards that it binds, and which those are. */
export interface TenantMovers extends ShardMover, ShardRestorer {
	listShards(): Promise<readonly BoundShard[]>;
}

export interface BoundShard {
	readonly id: string;
	/** Null in the pool. */
	readonly tenant: string | null;
	readonly location: string;
	readonly index: number;
}

/** One `app`, for one step of a move. */
export const toTenantMovers = (remote: Remote<TenantMovers>, call: RpcCall): TenantMovers => ({
	listShards: () => askRpc(remote.listShards(call)),
	begin: (...values) => askRpc(remote.begin(call, ...values)),
	readPage: (...values) => askRpc(remote.readPage(call, ...values)),
	readChanges: (...values) => askRpc(remote.readChanges(call, ...values)),
	readToken: (...values) => askRpc(remote.readToken(call, ...values)),
	write: (...values) => askRpc(remote.write(call, ...values)),
	sumPage: (...values) => askRpc(remote.sumPage(call, ...values)),
	sumKeys: (...values) => askRpc(remote.sumKeys(call, ...values)),
	readRows: (...values) => askRpc(remote.readRows(call, ...values)),
	listArchives: (...values) => askRpc(remote.listArchives(call, ...values)),
	adopt: (...values) => askRpc(remote.adopt(call, ...values)),
	close: (...values) => askRpc(remote.close(call, ...values)),
	reopen: (...values) => askRpc(remote.reopen(call, ...values)),
	settle: (...values) => askRpc(remote.settle(call, ...values)),
	clear: (...values) => askRpc(remote.clear(call, ...values)),
	end: (...values) => askRpc(remote.end(call, ...values)),
	readPast: (...values) => askRpc(remote.readPast(call, ...values)),
	takeOver: (...values) => askRpc(remote.takeOver(call, ...values)),
	restorePage: (...values) => askRpc(remote.restorePage(call, ...values)),
	emptyPage: (...values) => askRpc(remote.emptyPage(call, ...values)),
	bring: (...values) => askRpc(remote.bring(call, ...values)),
	removeEvents: (...values) => askRpc(remote.removeEvents(call, ...values)),
});
