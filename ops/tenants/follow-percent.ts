import { setTimeout as wait } from "node:timers/promises";
import { startProgress } from "../../terminal/progress.ts";

/** Each look is a request of the admin side. */
const PAUSE_MS = 1_000;
export const ALL = 100;

export interface FollowOptions<T> {
	readonly title: string;
	readonly read: () => Promise<T>;
	readonly write: (line: string) => void;
	readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** How work that changes a tenant while it is in use shows. */
interface Look<T> {
	/** Of {@link ALL}. */
	readonly toPercent: (found: T) => number;
	readonly toText: (found: T) => string;
	readonly isOver: (found: T) => boolean;
}

/** Looks once a second until it is over, and shows how far it is. */
export async function followPercent<T>(options: FollowOptions<T>, { toPercent, toText, isOver }: Look<T>): Promise<T> {
	const { title, read, write, pause = (milliseconds) => wait(milliseconds) } = options;
	const progress = startProgress(title, ALL, write);
	let shown = 0;
	for (;;) {
		const found = await read();
		if (isOver(found)) {
			progress.stop(toText(found));
			return found;
		}
		const percent = toPercent(found);
		if (percent > shown) progress.advance(toText(found), percent - shown);
		shown = Math.max(shown, percent);
		await pause(PAUSE_MS);
	}
}
