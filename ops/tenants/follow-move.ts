import { z } from "zod";
import { ALL, type FollowOptions, followPercent } from "./follow-percent.ts";

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

/** Looks at a move until the tenant lives at its new place, or is back at its old one; the old place may be cleared later than that. */
export const followMove = (options: FollowOptions<Move>): Promise<Move> =>
	followPercent(options, { toPercent, toText, isOver: (found) => hasArrived(found) || found.phase === "undone" });

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
