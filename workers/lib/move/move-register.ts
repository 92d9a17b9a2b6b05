import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import { mayRepeat } from "../d1/guard-d1.ts";
import { prepare, toStatement } from "../d1/statement.ts";
import type { RestorePlan, RestoreWish } from "../restore/restore-plan.ts";
import type { MovePlan, Site } from "./move-plan.ts";

const COLUMNS = `id, tenant, phase, epoch, source, target, cancelled, reason, rows_copied AS rowsCopied, rows_left AS rowsLeft,
	closed_at AS closedAt, pause_ms AS pauseMs, created_at AS createdAt, ended_at AS endedAt, restore`;

export const READ_MOVE = `SELECT ${COLUMNS} FROM tenant_moves WHERE id = ?1`;

const site = z.string().transform((json) => z.object({ location: z.string(), shards: z.array(z.string()) }).parse(JSON.parse(json)));
const wish = z
	.string()
	.transform((json) => z.object({ to: z.int(), events: z.enum(["keep", "remove"]), from: z.string().nullable() }).parse(JSON.parse(json)));
const toIso = (at: number) => new Date(at).toISOString();

const row = z.object({
	id: z.int(),
	tenant: z.string(),
	phase: z.enum(["copying", "closing", "switched", "undoing", "done", "undone"]),
	epoch: z.int(),
	source: site,
	target: site,
	cancelled: z.number().transform((flag) => flag === 1),
	reason: z.string().nullable(),
	rowsCopied: z.int(),
	rowsLeft: z.int(),
	pauseMs: z.int().nullable(),
	createdAt: z.number().transform(toIso),
	endedAt: z.number().transform(toIso).nullable(),
	restore: wish.nullable(),
});

/** With `restore` it goes to another time and stays where it is. */
export type Move = Readonly<z.infer<typeof row>>;

type Database = Pick<D1Database, "prepare">;

export const toPlan = ({ id, tenant, epoch, source, target }: Move): MovePlan => ({ id, tenant, epoch, source, target });

/** Null of a move that isn't a restore. */
export const toRestorePlan = (move: Move): RestorePlan | null => (move.restore ? { ...toPlan(move), ...move.restore } : null);

export interface NewMove {
	readonly tenant: string;
	readonly source: Site;
	readonly epoch: number;
	readonly target: Site;
	readonly now: number;
	readonly restore?: RestoreWish;
}

/** One at a time, of a tenant that is as the caller has read it. */
const ENTER = `INSERT INTO tenant_moves (tenant, phase, epoch, source, target, created_at, restore)
SELECT id, 'copying', ?2, ?3, ?4, ?5, ?6 FROM tenants WHERE id = ?1 AND state = 'open' AND epoch = ?2
ON CONFLICT DO NOTHING RETURNING id`;

/** Null where the tenant moves already, or isn't open. */
export async function enterMove(directory: Database, { tenant, epoch, source, target, now, restore }: NewMove): Promise<Move | null> {
	const wanted = restore ? JSON.stringify(restore) : null;
	const statement = toStatement(ENTER, tenant, epoch, JSON.stringify(source), JSON.stringify(target), now, wanted);
	const id = await prepare(directory, statement).first<number>("id");
	return id === null ? null : readMove(directory, tenant, id);
}

export async function readMove(directory: Database, tenant: string, id: number): Promise<Move | null> {
	const { results } = await prepare(directory, toStatement(READ_MOVE, id)).all();
	const move = results[0] ? row.parse(results[0]) : null;
	return move?.tenant === tenant ? move : null;
}

const LIST = `SELECT ${COLUMNS} FROM tenant_moves WHERE tenant = ?1 AND id < ?2 AND (restore IS NULL) = ?4 ORDER BY id DESC LIMIT ?3`;

interface MoveRange {
	/** The page's first has a smaller id. */
	readonly before: number;
	readonly limit: number;
	readonly kind: "move" | "restore";
}

/** The newest first. */
export async function listMoves(directory: Database, tenant: string, { before, limit, kind }: MoveRange): Promise<readonly Move[]> {
	const { results } = await prepare(directory, toStatement(LIST, tenant, before, limit, kind === "move" ? 1 : 0)).all();
	return z.array(row).parse(results);
}

const CANCEL =
	"UPDATE tenant_moves SET cancelled = 1 WHERE id = ?1 AND tenant = ?2 AND phase IN ('copying', 'closing') AND restore IS NULL RETURNING id";

/** False where it is too late, or an earlier attempt has done it whose answer was lost: the move says which. */
export async function cancelMove(directory: Database, tenant: string, id: number): Promise<boolean> {
	return (await mayRepeat(prepare(directory, toStatement(CANCEL, id, tenant))).first("id")) !== null;
}

const LIST_UNDER_WAY = `SELECT ${COLUMNS} FROM tenant_moves WHERE tenant > ?1 AND phase NOT IN ('done', 'undone') ORDER BY tenant LIMIT 100`;

/** Those that haven't ended, by tenant. */
export async function listMovesUnderWay(directory: Database, after: string): Promise<readonly Move[]> {
	const { results } = await prepare(directory, toStatement(LIST_UNDER_WAY, after)).all();
	return z.array(row).parse(results);
}

export const toMoveJson = ({ epoch: _epoch, restore: _restore, id, ...move }: Move) => ({ id: String(id), ...move });
