import type { RestoredEvents, RestoreWish } from "../restore/restore-plan.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** A restore as whoever runs the service sees it; times are ISO 8601. */
export interface RestoreJson {
	readonly id: string;
	readonly tenant: string;
	readonly to: string;
	readonly events: RestoredEvents;
	readonly phase: "beginning" | "closing" | "restoring" | "undoing" | "done" | "undone";
	/** Why it was undone. */
	readonly reason: string | null;
	readonly rowsRestored: number;
	/** For how long writes were refused, milliseconds. */
	readonly pauseMs: number | null;
	readonly createdAt: string;
	readonly endedAt: string | null;
}

export interface RestorePage {
	readonly restores: readonly RestoreJson[];
	/** The page behind begins before this id. */
	readonly next: number | null;
}

/** How far back a tenant can be restored, and what that would change. */
export interface TenantHistory {
	readonly tenant: string;
	/** ISO 8601; null where no history is kept. */
	readonly since: string | null;
	/** The time that was asked for, ISO 8601. */
	readonly to: string;
	/** Rows that have changed after it; null where that isn't known. */
	readonly rowsChanged: number | null;
	/** Whether the archive has later events, which a restore can't remove. */
	readonly eventsArchived: boolean;
}

/** `upkeep`, entrypoint `Restores`. */
export interface RestoreAdmin {
	start(tenant: string, wish: RestoreWish): Promise<RestoreJson>;
	read(tenant: string, id: number): Promise<RestoreJson>;
	/** The newest first. */
	list(tenant: string, before: number): Promise<RestorePage>;
	/** Without a time: of now. */
	readHistory(tenant: string, to: number | null): Promise<TenantHistory>;
}

export const toRestoreAdmin = (remote: Remote<RestoreAdmin>, call: RpcCall): RestoreAdmin => ({
	start: (tenant, wish) => askRpc(remote.start(call, tenant, wish)),
	read: (tenant, id) => askRpc(remote.read(call, tenant, id)),
	list: (tenant, before) => askRpc(remote.list(call, tenant, before)),
	readHistory: (tenant, to) => askRpc(remote.readHistory(call, tenant, to)),
});
