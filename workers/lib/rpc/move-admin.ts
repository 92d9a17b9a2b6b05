import type { MovePhase, Site } from "../move/move-plan.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** A move as whoever runs the service sees it; times are ISO 8601. */
export interface MoveJson {
	readonly id: string;
	readonly tenant: string;
	readonly phase: MovePhase;
	readonly source: Site;
	readonly target: Site;
	readonly cancelled: boolean;
	/** Why it was undone. */
	readonly reason: string | null;
	readonly rowsCopied: number;
	readonly rowsLeft: number;
	/** For how long writes were refused, milliseconds. */
	readonly pauseMs: number | null;
	readonly createdAt: string;
	readonly endedAt: string | null;
}

export interface MovePage {
	readonly moves: readonly MoveJson[];
	/** The page behind begins before this id. */
	readonly next: number | null;
}

/** `upkeep`, entrypoint `Moves`. */
export interface MoveAdmin {
	start(tenant: string, to: string): Promise<MoveJson>;
	read(tenant: string, id: number): Promise<MoveJson>;
	/** The newest first. */
	list(tenant: string, before: number): Promise<MovePage>;
	cancel(tenant: string, id: number): Promise<MoveJson>;
}

export const toMoveAdmin = (remote: Remote<MoveAdmin>, call: RpcCall): MoveAdmin => ({
	start: (tenant, to) => askRpc(remote.start(call, tenant, to)),
	read: (tenant, id) => askRpc(remote.read(call, tenant, id)),
	list: (tenant, before) => askRpc(remote.list(call, tenant, before)),
	cancel: (tenant, id) => askRpc(remote.cancel(call, tenant, id)),
});
