import type { RestoredEvents } from "../restore/restore-plan.ts";
import { askRpc, type Remote, type RpcCall } from "./rpc-result.ts";

/** A restore as whoever runs the service sees it; times are ISO 8601. */
export interface RestoreJson {
	readonly id: string;
	readonly tenant: string;
	/** With an export, when that began. */
	readonly to: string;
	readonly events: RestoredEvents;
	/** The key of the export's manifest from which the records come; null where they come from the tenant's history. */
	readonly export: string | null;
	readonly phase: "beginning" | "closing" | "restoring" | "undoing" | "done" | "undone";
	/** Why it was undone. */
	readonly reason: string | null;
	readonly rowsRestored: number;
	/** For how long writes were refused, milliseconds. */
	readonly pauseMs: number | null;
	readonly createdAt: string;
	readonly endedAt: string | null;
}

/** To a time, in milliseconds since 1970, or to what an export holds. */
export interface AskedRestore {
	readonly source: { readonly to: number } | { readonly export: string };
	readonly events: RestoredEvents;
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
	start(tenant: string, asked: AskedRestore): Promise<RestoreJson>;
	read(tenant: string, id: number): Promise<RestoreJson>;
	/** The newest first. */
	list(tenant: string, before: number): Promise<RestorePage>;
	/** Without a time: of now. */
	readHistory(tenant: string, to: number | null): Promise<TenantHistory>;
}

export const toRestoreAdmin = (remote: Remote<RestoreAdmin>, call: RpcCall): RestoreAdmin => ({
	start: (tenant, asked) => askRpc(remote.start(call, tenant, asked)),
	read: (tenant, id) => askRpc(remote.read(call, tenant, id)),
	list: (tenant, before) => askRpc(remote.list(call, tenant, before)),
	readHistory: (tenant, to) => askRpc(remote.readHistory(call, tenant, to)),
});
