import { expect, it } from "vitest";
import { summarizeRequests } from "../../../ops/grow/check-requests.ts";

const attempt = (start: number, end: number, failure: string | null = null) => ({ request: `at ${start}`, start, end, failure });

it("tells the wait and the failures of the change from those of any other time", () => {
	const attempts = [attempt(0, 10), attempt(15, 25, "500"), attempt(90, 260), attempt(150, 160, "reset"), attempt(260, 290)];
	expect(summarizeRequests(attempts, { start: 100, end: 250 })).toEqual({
		sent: 5,
		gapMs: 170,
		elsewhereMs: 30,
		failedInside: [attempts[3]],
		failedOutside: [attempts[1]],
	});
});
