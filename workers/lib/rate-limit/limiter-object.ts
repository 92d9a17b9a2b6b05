import type { Taken } from "./make-sliding-window.ts";

/** `objects`, class `RateLimiter`: one object a tenant; an exact sliding window. */
export interface RateLimiterObject {
	take(limit: number, periodSeconds: number): Promise<Taken>;
}
