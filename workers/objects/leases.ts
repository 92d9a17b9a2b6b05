interface Lease {
	readonly until: number;
	readonly wakers: (() => void)[];
}

/** Who may load a key, and who waits for it: in an object all requests share one context, so one may wake another. */
export class Leases {
	readonly #leases = new Map<string, Lease>();

	/** False while another has it. */
	take(key: string, ms: number, now: number): boolean {
		const lease = this.#leases.get(key);
		if (lease && lease.until > now) return false;
		this.#leases.set(key, { until: now + ms, wakers: lease?.wakers ?? [] });
		return true;
	}

	/** Until the lease ends, or its time is over. */
	wait(key: string, now: number): Promise<void> {
		const lease = this.#leases.get(key);
		if (!lease || lease.until <= now) return Promise.resolve();
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, lease.until - now);
			lease.wakers.push(() => {
				clearTimeout(timer);
				resolve();
			});
		});
	}

	end(key: string): void {
		const lease = this.#leases.get(key);
		this.#leases.delete(key);
		for (const wake of lease?.wakers ?? []) wake();
	}
}
