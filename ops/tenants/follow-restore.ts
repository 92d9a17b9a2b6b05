import { z } from "zod";
import { ALL, type FollowOptions, followPercent } from "./follow-percent.ts";

/** As the admin side shows a restore. */
export const restore = z.looseObject({
	id: z.string(),
	to: z.string(),
	events: z.enum(["keep", "remove"]),
	export: z.string().nullable(),
	phase: z.enum(["beginning", "closing", "restoring", "undoing", "done", "undone"]),
	reason: z.string().nullable(),
	rowsRestored: z.number(),
	pauseMs: z.number().nullable(),
	createdAt: z.string(),
});
export type Restore = z.infer<typeof restore>;

/** Looks at a restore until the tenant is as it was, or nothing was changed. `rows`: how many it is thought to bring back. */
export const followRestore = (options: FollowOptions<Restore>, rows: number): Promise<Restore> =>
	followPercent(options, {
		toPercent: (found) => toPercent(found, rows),
		toText,
		isOver: ({ phase }) => phase === "done" || phase === "undone",
	});

/** Rows that change until it closes come on top, and of an export nobody knows: it isn't through before it says so. */
function toPercent({ phase, rowsRestored }: Restore, rows: number): number {
	if (phase === "done") return ALL;
	return rows === 0 ? 0 : Math.min(ALL - 1, Math.floor((rowsRestored / rows) * ALL));
}

/** A restore in a line. */
export function toText({ phase, rowsRestored, pauseMs, reason, to, export: key }: Restore): string {
	if (phase === "undoing" || phase === "undone") return `${phase}: ${reason ?? "for no reason that was told"}`;
	if (phase === "done")
		return `as it was ${key === null ? "at" : "in its export of"} ${to}; ${rowsRestored} rows, writes waited for ${pauseMs ?? 0} ms`;
	return `${phase}: ${rowsRestored} rows brought back`;
}
