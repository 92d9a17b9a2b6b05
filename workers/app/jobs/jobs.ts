import * as z from "zod";
import { parseCursor, toCursor } from "../../lib/cursor/cursor.ts";
import { parseFileName } from "../../lib/files/file-name.ts";
import { parseId, parseLimit } from "../../lib/http/parameters.ts";
import { readJson } from "../../lib/http/read-json.ts";
import { importRequest } from "../../lib/import-events/import-input.ts";
import { restrictObjects } from "../../lib/objects/restrict-objects.ts";
import { ProblemError } from "../../lib/problem.ts";
import type { ImportJobs } from "../../lib/rpc/import-jobs.ts";
import { parseTenantHeader, TENANT_HEADER, type TenantContext } from "../../lib/tenant-context.ts";
import type { AppContext } from "../app-env.ts";
import { toTenantFiles } from "../files/file-request.ts";

interface TenantJobs {
	readonly context: TenantContext;
	readonly jobs: ImportJobs;
}

/** The tenant's own object, where its data may lie. */
function toTenantJobs(c: AppContext): TenantJobs {
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	return { context, jobs: restrictObjects(c.env.JOBS, context.location).getByName(context.tenant) };
}

const parseJobId = (c: AppContext) => parseId("job", c.req.param("job"));

const missing = (id: string) => new ProblemError("not-found", `There is no job ${id}.`);

/** 202: the job is stored, and works on when whoever asked has gone. */
export async function startJob(c: AppContext): Promise<Response> {
	const request = await readJson(c.req.raw, importRequest);
	const { context, jobs } = toTenantJobs(c);
	const { file } = await toTenantFiles(c).files.head(parseFileName(request.file), new Headers());
	const input = { ...request, etag: file.etag, uploadedAt: file.uploaded.getTime(), context };
	const job = await jobs.start(input, file.size);
	if (!job) throw new ProblemError("rate-limited", "The tenant has as many jobs as it may have at a time.", { "retry-after": "60" });
	return c.json(job, 202, { location: `/v1/jobs/${job.id}` });
}

const jobsCursor = z.tuple([z.literal("jobs"), z.string().max(128)]);

/** Newest first. */
export async function listJobs(c: AppContext): Promise<Response> {
	const cursor = c.req.query("cursor");
	const before = cursor === undefined ? null : parseCursor(jobsCursor, cursor)[1];
	const limit = parseLimit(c.req.query("limit"));
	const found = await toTenantJobs(c).jobs.list(before, limit + 1);
	const page = found.slice(0, limit);
	const last = found.length > limit ? page.at(-1) : undefined;
	return c.json({ jobs: page, ...(last ? { cursor: toCursor(["jobs", last.id]) } : {}) });
}

export async function readJob(c: AppContext): Promise<Response> {
	const id = parseJobId(c);
	const job = await toTenantJobs(c).jobs.read(id);
	if (!job) throw missing(id);
	return c.json(job);
}

/** What it has written stays; the chunk under way may still come. */
export async function cancelJob(c: AppContext): Promise<Response> {
	const id = parseJobId(c);
	const canceled = await toTenantJobs(c).jobs.cancel(id);
	if (canceled === null) throw missing(id);
	if (!canceled) throw new ProblemError("conflict", `The job ${id} has ended already.`);
	return new Response(null, { status: 204 });
}

/** A WebSocket that hears of each chunk; without an upgrade, how far the job is. */
export async function followJob(c: AppContext): Promise<Response> {
	if (c.req.header("upgrade")?.toLowerCase() !== "websocket") return readJob(c);
	return toTenantJobs(c).jobs.fetch(`https://jobs/${parseJobId(c)}`, { headers: { upgrade: "websocket" } });
}
