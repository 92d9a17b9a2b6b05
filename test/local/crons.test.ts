import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeAccountParts } from "../../local/account-parts.ts";
import { startCrons } from "../../local/crons.ts";

// A Saturday.
const NOW = new Date("2026-11-21T12:00:00Z");

beforeEach(() => {
	vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
	vi.useRealTimers();
});

function fireUntil(crons: readonly string[], end: string): readonly string[] {
	const parts = makeAccountParts();
	parts.crons.set("back", crons);
	const fired: string[] = [];
	const stop = startCrons(parts, (worker, cron, time) => fired.push(`${worker} ${cron} ${time.toISOString().slice(0, 16)}`));
	vi.advanceTimersByTime(new Date(end).getTime() - NOW.getTime());
	stop();
	vi.advanceTimersByTime(7 * 86_400_000);
	return fired;
}

describe("startCrons", () => {
	it("fires each cron of a Worker at its times in UTC, until it is stopped", () => {
		expect(fireUntil(["*/30 * * * *", "5 13 * * *"], "2026-11-21T13:10:00Z")).toEqual([
			"back */30 * * * * 2026-11-21T12:30",
			"back */30 * * * * 2026-11-21T13:00",
			"back 5 13 * * * 2026-11-21T13:05",
		]);
	});

	it("counts weekdays from Sunday as 1, as Cloudflare does", () => {
		expect(fireUntil(["0 9 * * 2"], "2026-11-25T00:00:00Z")).toEqual(["back 0 9 * * 2 2026-11-23T09:00"]);
	});
});
