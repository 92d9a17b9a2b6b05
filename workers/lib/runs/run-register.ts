import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import { mayRepeat } from "../d1/guard-d1.ts";
import { prepare, toStatement } from "../d1/statement.ts";

/** Long work that someone has asked for. */
export interface Run {
	readonly id: string;
	readonly kind: string;
	/** What it is about: a tenant, a queue. */
	readonly subject: string;
	readonly state: "running" | "done" | "failed";
	/** How far it is, by kind; only plain data. */
	readonly progress: Readonly<Record<string, string | number | null>>;
	/** Why it failed. */
	readonly fault: string | null;
	/** ISO 8601. */
	readonly startedAt: string;
	readonly endedAt: string | null;
}

const BEGIN =
	"INSERT INTO runs (id, kind, subject, state, progress, started_at) VALUES (?1, ?2, ?3, 'running', ?4, ?5) ON CONFLICT DO NOTHING";

/** What has ended stays as it ended. */
const ADVANCE = "UPDATE runs SET progress = ?2 WHERE id = ?1 AND state = 'running'";
const END = "UPDATE runs SET state = ?2, fault = ?3, ended_at = ?4, progress = coalesce(?5, progress) WHERE id = ?1 AND state = 'running'";

const READ = "SELECT id, kind, subject, state, progress, fault, started_at AS startedAt, ended_at AS endedAt FROM runs WHERE id = ?1";

const toIso = (at: number) => new Date(at).toISOString();

const row = z.object({
	id: z.string(),
	kind: z.string(),
	subject: z.string(),
	state: z.enum(["running", "done", "failed"]),
	progress: z.string().transform((text) => z.record(z.string(), z.union([z.string(), z.number(), z.null()])).parse(JSON.parse(text))),
	fault: z.string().nullable(),
	startedAt: z.number().transform(toIso),
	endedAt: z.number().transform(toIso).nullable(),
});

export interface RunRegister {
	/** Once for an id, however often it is begun. */
	begin(run: Pick<Run, "id" | "kind" | "subject" | "progress">): Promise<void>;
	advance(id: string, progress: Run["progress"]): Promise<void>;
	/** Without a fault it is done. Progress stays as it was where none is given. */
	end(id: string, fault: string | null, progress?: Run["progress"]): Promise<void>;
	read(id: string): Promise<Run | null>;
}

const MAX_FAULT = 500;

/**
 * Long work in the table `runs` of the directory: what it is, how far it is, how it ended. Every write may be repeated, and is, where the database is guarded.
 *
 * @example
 * const isDone = async (directory: D1Database, id: string) => (await makeRunRegister(directory, Date.now).read(id))?.state === "done";
 */
export const makeRunRegister = (database: Pick<D1Database, "prepare">, now: () => number): RunRegister => ({
	async begin({ id, kind, subject, progress }) {
		await mayRepeat(prepare(database, toStatement(BEGIN, id, kind, subject, JSON.stringify(progress), now()))).run();
	},
	async advance(id, progress) {
		await mayRepeat(prepare(database, toStatement(ADVANCE, id, JSON.stringify(progress)))).run();
	},
	async end(id, fault, progress) {
		const state = fault === null ? "done" : "failed";
		const text = progress === undefined ? null : JSON.stringify(progress);
		await mayRepeat(prepare(database, toStatement(END, id, state, fault?.slice(0, MAX_FAULT) ?? null, now(), text))).run();
	},
	async read(id) {
		const found = await prepare(database, toStatement(READ, id)).first();
		return found === null ? null : row.parse(found);
	},
});
