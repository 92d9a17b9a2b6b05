import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { startProgress } from "../../terminal/progress.ts";

/** As the admin side shows a move. */
export const move = z.looseObject({
	id: z.string(),
	phase: z.enum(["copying", "closing", "switched", "undoing", "done", "undone"]),
	target: z.object({ location: z.string(), shards: z.array(z.string()) }),
	reason: z.string().nullable(),
	rowsCopied: z.number(),
	rowsLeft: z.number(),
	pauseMs: z.number().nullable(),
	createdAt: z.string(),
});
export type Move = z.infer<typeof move>;

/** Each look is a request of the admin side. */
const PAUSE_MS = 1_000;
const ALL = 100;

interface FollowOptions {
	readonly title: string;
	readonly read: () => Promise<Move>;
	readonly write: (line: string) => void;
	readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** Looks at a move until the tenant lives at its new place, or is back at its old one; the old place may be cleared later than that. */
export async function followMove({ title, read, write, pause = (milliseconds) => wait(milliseconds) }: FollowOptions): Promise<Move> {
	const progress = startProgress(title, ALL, write);
	let shown = 0;
	for (;;) {
		const found = await read();
		for (const percent = toPercent(found); shown < percent; shown++) progress.advance(toText(found));
		if (hasArrived(found) || found.phase === "undone") {
			progress.stop(toText(found));
			return found;
		}
		await pause(PAUSE_MS);
	}
}

/** The pause is known once the new place is open. */
const hasArrived = ({ phase, pauseMs }: Move) => phase === "done" || (phase === "switched" && pauseMs !== null);

function toPercent(found: Move): number {
	if (hasArrived(found)) return ALL;
	const rows = found.rowsCopied + found.rowsLeft;
	return rows === 0 ? 0 : Math.floor((found.rowsCopied / rows) * (ALL - 1));
}

/** A move in a line. */
export function toText(found: Move): string {
	const { phase, rowsCopied, rowsLeft, pauseMs, reason, target } = found;
	if (phase === "undoing" || phase === "undone") return `${phase}: ${reason ?? "for no reason that was told"}`;
	if (hasArrived(found)) return `lives at ${target.shards.join(", ")}; ${rowsCopied} rows, writes waited for ${pauseMs ?? 0} ms`;
	return `${phase}: ${rowsCopied} rows copied, ${rowsLeft} left`;
}
