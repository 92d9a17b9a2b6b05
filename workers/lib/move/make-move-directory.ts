import type { D1Database, D1PreparedStatement } from "@cloudflare/workers-types";
import * as z from "zod";
import { toD1Fault } from "../d1/fault.ts";
import { mayRepeat } from "../d1/guard-d1.ts";
import { prepare, type Statement, toStatement } from "../d1/statement.ts";
import type { MoveDirectory } from "./move-data.ts";
import type { MovePlan } from "./move-plan.ts";
import { READ_MOVE } from "./move-register.ts";

const GIVE_UP = "UPDATE tenant_moves SET phase = 'undoing', reason = ?2 WHERE id = ?1 AND phase IN ('copying', 'closing')";
const REPORT = "UPDATE tenant_moves SET rows_copied = ?2, rows_left = ?3 WHERE id = ?1 RETURNING cancelled";
const CLOSE = `UPDATE tenant_moves SET phase = 'closing', closed_at = coalesce(closed_at, ?2)
WHERE id = ?1 AND phase IN ('copying', 'closing') AND cancelled = 0`;
const PAUSED = "UPDATE tenant_moves SET pause_ms = ?2, rows_left = 0 WHERE id = ?1";
const END = "UPDATE tenant_moves SET phase = ?2, ended_at = ?3 WHERE id = ?1 AND phase IN ('switched', 'undoing')";

const SWITCH_MOVE = "UPDATE tenant_moves SET phase = 'switched' WHERE id = ?1 AND phase = 'closing' AND cancelled = 0";
const SWITCH_TENANT = `UPDATE tenants SET epoch = ?3 + 1, location = ?4 WHERE id = ?2 AND epoch = ?3
AND EXISTS (SELECT 1 FROM tenant_moves WHERE id = ?1 AND phase = 'switched')`;
/** Also where the switch was done before: then what is put is what is there. */
const IS_SWITCHED = `EXISTS (SELECT 1 FROM tenants AS t JOIN tenant_moves AS m ON m.id = ?1 WHERE t.id = ?2 AND t.epoch = ?3 + 1 AND m.phase = 'switched')`;
const DROP_SHARDS = `DELETE FROM tenant_shards WHERE tenant = ?2 AND ${IS_SWITCHED}`;
const PUT_SHARDS = `INSERT INTO tenant_shards (tenant, position, shard) SELECT ?2, key, value FROM json_each(?4) WHERE ${IS_SWITCHED}`;

const state = z.object({
	phase: z.enum(["copying", "closing", "switched", "undoing", "done", "undone"]),
	closedAt: z.number().nullable(),
	cancelled: z.number().transform((flag) => flag === 1),
});

type Database = Pick<D1Database, "prepare" | "batch">;
type State = z.infer<typeof state>;

/**
 * The directory's side of moves, in its database. All but the switch may be repeated; where the switch's answer was lost the directory is
 * asked what came of it.
 */
export function makeMoveDirectory(database: Database, announce: (tenant: string) => Promise<void>): MoveDirectory {
	const run = (sql: string, ...parameters: readonly (string | number)[]) =>
		mayRepeat(prepare(database, toStatement(sql, ...parameters))).all<Readonly<Record<string, unknown>>>();
	return {
		async report(id, { rowsCopied, rowsLeft }) {
			const { results } = await run(REPORT, id, rowsCopied, rowsLeft);
			return results[0]?.["cancelled"] === 1;
		},
		async close(id, at) {
			const { phase, closedAt, cancelled } = await runAndRead(database, id, mayRepeat(prepare(database, toStatement(CLOSE, id, at))));
			if (phase !== "closing" && phase !== "switched" && !cancelled) throw new Error(`move ${id} is ${phase}`);
			return { phase, closedAt: closedAt ?? at, cancelled };
		},
		switch: (plan) => switchOver(database, plan),
		async giveUp(id, reason) {
			return (await runAndRead(database, id, mayRepeat(prepare(database, toStatement(GIVE_UP, id, reason))))).phase;
		},
		async paused(id, milliseconds) {
			await run(PAUSED, id, milliseconds);
		},
		announce,
		async end(id, phase, at) {
			await run(END, id, phase, at);
		},
	};
}

/** In one transaction and one trip, and how the move is then: writes may be waiting. */
async function runAndRead(database: Database, id: number, ...statements: readonly D1PreparedStatement[]): Promise<State> {
	const results = await database.batch([...statements, prepare(database, toStatement(READ_MOVE, id))]);
	return state.parse(results.at(-1)?.results[0]);
}

async function switchOver(database: Database, { id, tenant, epoch, target }: MovePlan): Promise<void> {
	const statements: readonly Statement[] = [
		toStatement(SWITCH_MOVE, id),
		toStatement(SWITCH_TENANT, id, tenant, epoch, target.location),
		toStatement(DROP_SHARDS, id, tenant, epoch),
		toStatement(PUT_SHARDS, id, tenant, epoch, JSON.stringify(target.shards)),
	];
	const run = runAndRead(database, id, ...statements.map((statement) => prepare(database, statement)));
	const { phase } = await run.catch((error: unknown) => askWhetherSwitched(database, id, error));
	if (phase !== "switched") throw new Error(`move ${id} is ${phase}`);
}

/** A read, which may be repeated. Where the switch isn't done the whole hand-over is tried again: somebody may have cancelled the move meanwhile. */
async function askWhetherSwitched(database: Database, id: number, error: unknown): Promise<State> {
	const found = toD1Fault(error) === "passing" ? await runAndRead(database, id) : null;
	if (found?.phase !== "switched") throw error;
	return found;
}
