import { type Check, checkAll } from "./check.ts";
import type { Attempt } from "./client.ts";
import type { World } from "./world.ts";

/** While the stage changed, in milliseconds of this process. */
export interface Window {
	readonly start: number;
	readonly end: number;
}

export interface Requests {
	readonly sent: number;
	/** The longest that a request of the traffic took while the stage changed. */
	readonly gapMs: number;
	/** The longest at any other time. */
	readonly elsewhereMs: number;
	/** Attempts that failed while the stage changed; each was sent again until it was answered. */
	readonly failedInside: readonly Attempt[];
	readonly failedOutside: readonly Attempt[];
}

export function summarizeRequests(attempts: readonly Attempt[], { start, end }: Window): Requests {
	const isInside = (attempt: Attempt) => attempt.end >= start && attempt.start <= end;
	const longest = (some: readonly Attempt[]) => Math.round(some.reduce((most, attempt) => Math.max(most, attempt.end - attempt.start), 0));
	const inside = attempts.filter(isInside);
	const outside = attempts.filter((attempt) => !isInside(attempt));
	const isFailed = ({ failure }: Attempt) => failure !== null;
	return {
		sent: attempts.length,
		gapMs: longest(inside),
		elsewhereMs: longest(outside),
		failedInside: inside.filter(isFailed),
		failedOutside: outside.filter(isFailed),
	};
}

/** No request failed but while workerd started anew, none waited longer than that, and none read what was never written. */
export function checkRequests({ sent, gapMs, failedOutside }: Requests, { start, end }: Window, world: World): readonly Check[] {
	const wrongReads = world.tenants.flatMap(({ wrongReads }) => wrongReads);
	const reads = world.tenants.reduce((sum, { checkedReads }) => sum + checkedReads, 0);
	// What was sent just before the door closed is answered just after it opened.
	const bound = Math.round(end - start) + SLACK_MS;
	return [
		checkAll("requests answered", sent, failedOutside.map(toText)),
		checkAll("reads of what was just written", reads, wrongReads),
		{ what: "longest wait", expected: `≤ ${bound} ms`, found: `${gapMs} ms`, ok: gapMs <= bound, faults: [] },
	];
}

const SLACK_MS = 2_000;

export const toText = ({ request, failure }: Attempt) => `${request}: ${failure}`;
