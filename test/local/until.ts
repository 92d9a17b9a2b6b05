import { setTimeout as pause } from "node:timers/promises";

/** Asks until the answer is right; fails with the last one. */
export async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean, deadlineMs = 20_000): Promise<T> {
	const deadline = Date.now() + deadlineMs;
	for (;;) {
		const answer = await ask();
		if (isRight(answer)) return answer;
		if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)} after ${deadlineMs} ms`);
		await pause(20);
	}
}
