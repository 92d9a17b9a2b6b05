import type { WindowStore } from "./window-store.ts";

interface Take {
	readonly limit: number;
	readonly periodMs: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

export interface Taken {
	readonly allowed: boolean;
	/** Takes that would be allowed now, after this one. */
	readonly remaining: number;
	/** Until the next take is allowed; 0 where this one was. */
	readonly retryAfterMs: number;
	/** Until one more take is free than now; 0 with an empty window. */
	readonly resetMs: number;
}

export interface SlidingWindow {
	take(take: Take): Taken;
}

/**
 * Allows a take where fewer than `limit` were allowed in the `periodMs` before it: exact, with no steps and no estimates.
 *
 * The times of the allowed takes stand in a ring of `limit` places. The one that a take would overwrite is the one that must have left the
 * window, so a take writes one place, whatever the limit. A lowered limit forgets the takes before its last `limit` ones: only lowering
 * and raising it within a period is inexact.
 */
export function makeSlidingWindow(store: WindowStore): SlidingWindow {
	let size = store.readSize();
	const newest = store.readNewest();
	let next = (newest?.number ?? -1) + 1;
	let last = newest?.at ?? 0;
	/** No take before it is in the window. */
	let first = Math.max(0, next - size);

	const readAt = (number: number) => store.readSlot(number % size)?.at ?? 0;

	/** Moves `first` past all that left the window: the takes stand in the order of time. */
	function passOld(from: number): void {
		first = findFirst(first, (number) => number >= next || readAt(number) > from);
	}

	function resize(limit: number): void {
		first = Math.max(first, next - limit);
		store.resize(limit, next - limit);
		size = limit;
	}

	return {
		take({ limit, periodMs, now }) {
			if (limit !== size) resize(limit);
			// A clock that is set back must not let the window shrink.
			const at = Math.max(now, last);
			passOld(at - periodMs);
			const toResetMs = () => (first < next ? readAt(first) + periodMs - at : 0);
			const missing = next - first >= limit ? toResetMs() : 0;
			if (missing > 0) return { allowed: false, remaining: 0, retryAfterMs: missing, resetMs: missing };
			store.write(next % size, { number: next, at });
			next += 1;
			last = at;
			return { allowed: true, remaining: limit - (next - first), retryAfterMs: 0, resetMs: toResetMs() };
		},
	};
}

/** The first number from `start` on that is so, where all behind it are so too: in steps that double, then by halves. */
function findFirst(start: number, isSo: (number: number) => boolean): number {
	let first = start;
	let step = 1;
	while (!isSo(first + step - 1)) {
		first += step;
		step *= 2;
	}
	for (; step >= 1; step = Math.floor(step / 2)) if (!isSo(first + step - 1)) first += step;
	return first;
}
