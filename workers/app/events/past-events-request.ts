import type { Fetcher } from "@cloudflare/workers-types";
import type { RpcCall } from "../../lib/rpc/rpc-result.ts";
import { REQUEST_ID_HEADER, type TenantContext } from "../../lib/tenant-context.ts";

/** Whose pages an instance answers. They are part of the cache's key (/workers/cache/, 2026-07-06), so a generation that is raised leaves all older pages behind. */
export interface PastEventsProps extends TenantContext {
	readonly generation: number;
}

/** The entrypoint in front of which Workers Cache sits. */
export interface PastEventsEntrypoint extends Pick<Fetcher, "fetch"> {
	purge(call: RpcCall, tags: readonly string[]): Promise<void>;
}

/** Without props for a call that is nobody's. */
type PastEventsFactory = (options: { readonly props: PastEventsProps | null }) => PastEventsEntrypoint;

/** The entrypoint `PastEvents` in `ctx.exports`, whose type the platform leaves to the Worker; null in a runtime without it. */
export function findPastEvents(exports: unknown): PastEventsFactory | null {
	return hasPastEvents(exports) ? (options) => exports.PastEvents(options) : null;
}

const hasPastEvents = (exports: unknown): exports is { readonly PastEvents: PastEventsFactory } =>
	typeof exports === "object" && exports !== null && "PastEvents" in exports;

/** Only what the answer depends on, in one order: path and query are the cache's key, with `props` (/workers/cache/, 2026-07-06), and headers are not. */
export function toPastEventsRequest(query: Readonly<Record<string, string | undefined>>, requestId: string): Request {
	const url = new URL("https://app/v1/events");
	for (const name of ["from", "to", "type", "limit", "cursor"]) {
		const value = query[name];
		if (value !== undefined) url.searchParams.set(name, value);
	}
	return new Request(url, { headers: { [REQUEST_ID_HEADER]: requestId } });
}
