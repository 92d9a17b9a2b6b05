import { DurableObject } from "cloudflare:workers";
import type { RateLimiterObject } from "../lib/rate-limit/limiter-object.ts";
import { makeSlidingWindow, type SlidingWindow } from "../lib/rate-limit/make-sliding-window.ts";
import { makeSqlWindow } from "../lib/rate-limit/sql-window.ts";
import { forgetAll } from "./forget-all.ts";
import type { Env } from "./manifest.ts";

/** One object a tenant: counts over all locations, where the rate limit binding counts in each for itself. */
export class RateLimiter extends DurableObject<Env> implements RateLimiterObject {
	readonly #window: SlidingWindow;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.#window = makeSlidingWindow(makeSqlWindow(ctx.storage.sql));
	}

	/** Of a tenant that is deleted. */
	forget(): Promise<void> {
		return forgetAll(this.ctx);
	}

	async take(limit: number, periodSeconds: number) {
		return this.#window.take({ limit, periodMs: periodSeconds * 1000, now: Date.now() });
	}
}
