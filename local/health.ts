import { setTimeout as wait } from "node:timers/promises";
import { LocalError } from "./local-error.ts";

const DEADLINE_MS = 10_000;
const PAUSE_MS = 20;

/** Resolves at the first 200 of `GET /health`. */
export async function awaitHealth(url: URL): Promise<void> {
	const deadline = Date.now() + DEADLINE_MS;
	for (;;) {
		const response = await fetch(new URL("/health", url));
		const body = await response.text();
		if (response.status === 200) return;
		if (Date.now() > deadline) {
			const seconds = DEADLINE_MS / 1_000;
			throw new LocalError("not_healthy", `GET /health still answers ${response.status} after ${seconds} s: ${body.slice(0, 500)}`);
		}
		await wait(PAUSE_MS);
	}
}
