import { WorkerEntrypoint } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { makePurgeBucket } from "../lib/invalidation/purge-bucket.ts";
import { makeAccountRate } from "../lib/invalidation/purge-rate.ts";
import { type PurgeEvent, purgeTags } from "../lib/invalidation/purge-tags.ts";
import { writeLog } from "../lib/log/write-log.ts";
import { logError } from "../lib/log-error.ts";
import { toProblemResponse } from "../lib/problem.ts";
import type { RpcCall } from "../lib/rpc/rpc-result.ts";
import { REQUEST_ID_HEADER } from "../lib/tenant-context.ts";
import { answerPastEvents } from "./events/answer-past-events.ts";
import type { PastEventsEntrypoint, PastEventsProps } from "./events/past-events-request.ts";
import { toPastEventsTag } from "./events/purge-past-events.ts";
import type { Env } from "./manifest.ts";

/** Tags that this isolate couldn't purge yet. */
const bucket = makePurgeBucket();

/** One object for the account: all purges of all isolates and locations go by its count. */
const RATE_OBJECT = "workers-cache-purges";

/**
 * A tenant's events of a time that is past, for Workers Cache to sit in front of: the tenant is in `props`, which are part
 * of the cache's key (/workers/cache/, 2026-07-06), and nothing in the answer is one client's alone.
 */
export class PastEvents extends WorkerEntrypoint<Env, PastEventsProps> implements Omit<PastEventsEntrypoint, "fetch"> {
	override async fetch(request: Request): Promise<Response> {
		const { generation: _, ...context } = this.ctx.props;
		const requestId = request.headers.get(REQUEST_ID_HEADER) ?? "";
		const env = guardDirectory(this.env, { requestId, tenant: context.tenant });
		try {
			const response = await answerPastEvents({ env, context, requestId }, request, env.SETTINGS.pastEventsCacheSeconds);
			response.headers.set("cache-tag", toPastEventsTag(context.tenant));
			return response;
		} catch (error) {
			logError("past events", error, { requestId, tenant: context.tenant });
			return toProblemResponse(error, requestId);
		}
	}

	/** A purge reaches the answers of the entrypoint that calls it, and no other's (/workers/cache/purge/, 2026-11-21). */
	async purge(call: RpcCall, tags: readonly string[]): Promise<void> {
		const rate = makeAccountRate(this.env.RATE_LIMITER.getByName(RATE_OBJECT));
		await purgeTags({ cache: this.ctx.cache, bucket, rate, onEvent: (event) => logPurge(call, event) }, tags);
	}
}

function logPurge({ requestId }: RpcCall, event: PurgeEvent): void {
	if (event.kind === "purge-failed") logError("purge past events", event.error, { requestId });
	else writeLog("info", `purge past events: ${event.kind}`, { requestId, tags: "tags" in event ? event.tags : 0 });
}
