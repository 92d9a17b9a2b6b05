import * as z from "zod";
import { parseJsonText } from "../lib/http/parse-json-text.ts";
import { parseTime } from "../lib/http/parse-time.ts";
import { readBody } from "../lib/http/read-body.ts";
import { readJson } from "../lib/http/read-json.ts";
import { ProblemError } from "../lib/problem.ts";
import { toLongWork } from "../lib/rpc/long-work.ts";
import type { Run } from "../lib/runs/run-register.ts";
import type { GatewayContext } from "./gateway-env.ts";

const toWork = (c: GatewayContext) => toLongWork(c.env.UPKEEP, { requestId: c.get("requestId") });

const toJson = (subject: "tenant" | "queue", { id, subject: about, state, progress, fault, startedAt, endedAt }: Run) => ({
	id,
	[subject]: about,
	state,
	...progress,
	fault,
	startedAt,
	endedAt,
});

/** 202: the export goes on by itself, and its address says how far it is. */
export async function startExport(c: GatewayContext): Promise<Response> {
	const run = await toWork(c).startExport(c.req.param("tenant") ?? "");
	return c.json(toJson("tenant", run), 202, { location: `/admin/tenants/${run.subject}/exports/${run.id}` });
}

export async function readExport(c: GatewayContext): Promise<Response> {
	const { tenant, exportId = "" } = c.req.param();
	const run = await toWork(c).readRun("export", exportId);
	if (!run || run.subject !== tenant) throw new ProblemError("not-found", "The tenant has no such export.");
	return c.json(toJson("tenant", run));
}

const newImport = z.strictObject({ export: z.string().regex(/^exports\/[^/]{1,64}\/[^/]{1,64}\/manifest\.json$/) });

/** 202: the import goes on by itself, and its address says how far it is. */
export async function startImport(c: GatewayContext): Promise<Response> {
	const parsed = newImport.safeParse(parseJsonText(await readBody(c.req.raw, MAX_BYTES)).value);
	if (!parsed.success)
		throw new ProblemError("bad-parameter", "body.export: must be the key of an export's manifest, and nothing beside it");
	const run = await toWork(c).startImport(c.req.param("tenant") ?? "", parsed.data.export);
	return c.json(toJson("tenant", run), 202, { location: `/admin/tenants/${run.subject}/imports/${run.id}` });
}

export async function readImport(c: GatewayContext): Promise<Response> {
	const { tenant, importId = "" } = c.req.param();
	const run = await toWork(c).readRun("import", importId);
	if (!run || run.subject !== tenant) throw new ProblemError("not-found", "The tenant has no such import.");
	return c.json(toJson("tenant", run));
}

/** Asked for twice in one request, by its path and by name: there is no way back. */
export async function startDeletion(c: GatewayContext): Promise<Response> {
	const tenant = c.req.param("tenant") ?? "";
	if (c.req.query("confirm") !== tenant)
		throw new ProblemError("bad-parameter", "confirm: must be the tenant's id, since what is deleted is gone for good.");
	const run = await toWork(c).startDeletion(tenant);
	return c.json(toDeletionJson(run), 202, { location: `/admin/deletions/${run.id}` });
}

/** Of whom it is, nobody knows once it is done. */
const toDeletionJson = ({ id, state, progress, fault, startedAt, endedAt }: Run) => ({ id, state, ...progress, fault, startedAt, endedAt });

export async function readDeletion(c: GatewayContext): Promise<Response> {
	const run = await toWork(c).readRun("deletion", c.req.param("deletionId") ?? "");
	if (!run) throw new ProblemError("not-found", "There is no such deletion.");
	return c.json(toDeletionJson(run));
}

/** Far above what a range needs. */
const MAX_BYTES = 4096;

const time = z.string().refine((text) => parseTime(text) !== null, "must be a time of RFC 3339");
const range = z.strictObject({
	queue: z.string().regex(/^[a-z0-9-]{1,63}$/, "must be a queue's name: 1 to 63 of a-z, 0-9 and -"),
	from: time.optional(),
	to: time.optional(),
});

async function readRange(c: GatewayContext) {
	const { queue, from = "", to = "" } = await readJson(c.req.raw, range, MAX_BYTES);
	const bounds = { queue, from: parseTime(from) ?? 0, to: parseTime(to) ?? Date.now() };
	if (bounds.from > bounds.to) throw new ProblemError("bad-parameter", "body.from: must not be later than body.to");
	return bounds;
}

export async function startReplay(c: GatewayContext): Promise<Response> {
	const run = await toWork(c).startReplay(await readRange(c));
	return c.json(toJson("queue", run), 202, { location: `/admin/dead-letters/replays/${run.id}` });
}

export async function readReplay(c: GatewayContext): Promise<Response> {
	const run = await toWork(c).readRun("replay", c.req.param("replayId") ?? "");
	if (!run) throw new ProblemError("not-found", "There is no such replay.");
	return c.json(toJson("queue", run));
}
