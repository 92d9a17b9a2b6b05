/** Seconds' worth that may come at once. */
const BURST_SECONDS = 2;
/** A refused message counts too: who is this far over the rate is cut off. */
const MAX_OVER = 100;

/** One socket's messages: a bucket that fills by the rate. In memory alone: an object sleeps after 10 idle seconds, when the bucket is full. */
export class MessageRate {
	readonly #perSecond: number;
	#tokens: number;
	#at: number;

	constructor(perSecond: number, now: number) {
		this.#perSecond = perSecond;
		this.#tokens = perSecond * BURST_SECONDS;
		this.#at = now;
	}

	take(now: number): "taken" | "refused" | "cut" {
		const elapsed = Math.max(0, now - this.#at) / 1_000;
		this.#tokens = Math.min(this.#perSecond * BURST_SECONDS, this.#tokens + elapsed * this.#perSecond) - 1;
		this.#at = now;
		if (this.#tokens >= 0) return "taken";
		return this.#tokens < -MAX_OVER ? "cut" : "refused";
	}
}
