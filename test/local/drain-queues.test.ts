import { expect, it } from "vitest";
import { drainQueues } from "../../local/drain-queues.ts";

function makeClock() {
	let time = 0;
	return {
		now: () => time,
		sleep: async (ms: number) => {
			time += ms;
		},
	};
}

it("waits until queues were empty for as long as a batch takes, and begins anew where a message comes back", async () => {
	const backlogs = [[3, 0], [0, 0], [0, 0], [0, 1], ...Array.from({ length: 6 }, () => [0, 0])];
	let read = 0;
	expect(await drainQueues(async () => backlogs[read++] ?? [], makeClock())).toBe(0);
	expect(read).toBe(backlogs.length);
});

it("gives up after 30 seconds, and says how many wait", async () => {
	const clock = makeClock();
	expect(await drainQueues(async () => [2, 5], clock)).toBe(7);
	expect(clock.now()).toBeLessThan(31_000);
});
