import { DurableObject } from "cloudflare:workers";
import type { RateLimiterObject } from "../lib/rpc.ts";
import type { Env } from "./manifest.ts";
import { SlidingWindow } from "./sliding-window.ts";

/** One object a tenant: counts over all locations, where the rate limit binding counts in each for itself. */
export class RateLimiter extends DurableObject<Env> implements RateLimiterObject {
	readonly #window: SlidingWindow;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.#window = new SlidingWindow(ctx.storage.sql);
	}

	async take(limit: number, periodSeconds: number) {
		const missing = this.#window.take({ limit, periodMs: periodSeconds * 1000, now: Date.now() });
		return { allowed: missing === 0, retryAfterSeconds: Math.ceil(missing / 1000) };
	}
}
