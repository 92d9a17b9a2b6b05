import { DurableObject } from "cloudflare:workers";
import * as z from "zod";
import { type Job, startJob } from "../lib/chunked-job/job.ts";
import type { JobStore } from "../lib/chunked-job/job-store.ts";
import { type ChunkedJobs, makeChunkedJobs } from "../lib/chunked-job/make-chunked-job.ts";
import { makeEventId } from "../lib/events/wrap-event.ts";
import { toFileLocation } from "../lib/files/file-location.ts";
import { type ImportInput, importInput } from "../lib/import-events/import-input.ts";
import { openImport } from "../lib/import-events/open-import.ts";
import { CLOSE } from "../lib/live/protocol.ts";
import { ProblemError, toProblemResponse } from "../lib/problem.ts";
import { type ImportJobs, type JobDetails, type JobReport, toJobReport } from "../lib/rpc/import-jobs.ts";
import { forgetAll } from "./forget-all.ts";
import type { Env } from "./manifest.ts";
import { makeSqlJobs } from "./sql-jobs.ts";

/** An event of 100,000 bytes, its JSON escaped in a row of a table. */
const MAX_RECORD_BYTES = 262_144;
/** What an alarm does before the next: it has 30 seconds of CPU (/durable-objects/platform/limits/, 2026-09-17). */
const CHUNKS_PER_RUN = 4;
const MAX_BAD_LINES = 100;
/** Jobs that ended and can still be read. */
const KEPT_JOBS = 100;
const MAX_WATCHERS = 32;
const NORMAL = 1000;

const stored = z.object({ input: importInput });
const isJob = (value: unknown): value is Job<ImportInput> => stored.safeParse(value).success;

function parseJob(text: string): Job<ImportInput> {
	const job: unknown = JSON.parse(text);
	if (!isJob(job)) throw new Error("a stored job isn't as it was written");
	return job;
}

/** One object a tenant: its jobs, a chunk of each in turn, by alarm. What they have done is in SQLite before anybody hears of it. */
export class ChunkedJob extends DurableObject<Env> implements ImportJobs {
	readonly #store: JobStore<ImportInput>;
	readonly #jobs: ChunkedJobs;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.#store = makeSqlJobs(ctx.storage.sql, parseJob);
		const { chunkBytes, maxAttempts, retryDelaySeconds } = env.SETTINGS.jobs;
		this.#jobs = makeChunkedJobs({
			store: this.#store,
			open: (job) => this.#open(job),
			...{ chunkBytes, maxAttempts, retryDelaySeconds },
			maxRecordBytes: MAX_RECORD_BYTES,
			chunksPerRun: CHUNKS_PER_RUN,
			maxBadLines: MAX_BAD_LINES,
			onProgress: (job) => this.#tell(toJobReport(job)),
			now: Date.now,
			random: Math.random,
		});
		// A watcher's ping is answered without waking the object.
		ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
	}

	async start(input: ImportInput, bytes: number): Promise<JobReport | null> {
		if (this.#store.countActive() >= this.env.SETTINGS.jobs.perTenant) return null;
		const now = Date.now();
		const job = startJob({ id: makeEventId(now), input, bytes, now });
		this.#store.put(job);
		this.#store.prune(KEPT_JOBS);
		await this.ctx.storage.setAlarm(now);
		return toJobReport(job);
	}

	async list(before: string | null, limit: number): Promise<readonly JobReport[]> {
		return this.#store.list(before, limit).map(toJobReport);
	}

	async read(id: string): Promise<JobDetails | null> {
		const job = this.#store.find(id);
		return job && { ...toJobReport(job), errors: this.#store.listBad(id) };
	}

	async cancel(id: string): Promise<boolean | null> {
		return this.#store.find(id) ? this.#jobs.cancel(id) : null;
	}

	/** A key was revoked, perhaps theirs: who still may connects again. */
	async closeWatchers(): Promise<void> {
		for (const socket of this.ctx.getWebSockets()) socket.close(...CLOSE.revoked);
	}

	/** Of a tenant that is deleted. */
	forget(): Promise<void> {
		return forgetAll(this.ctx);
	}

	/** A WebSocket that is told of a job after each chunk, and closed once it has ended. */
	override async fetch(request: Request): Promise<Response> {
		const id = new URL(request.url).pathname.slice(1);
		const job = this.#store.find(id);
		if (!job) return toProblemResponse(new ProblemError("not-found", `There is no job ${id}.`), "");
		if (this.ctx.getWebSockets(id).length >= MAX_WATCHERS)
			return toProblemResponse(
				new ProblemError("rate-limited", `${MAX_WATCHERS} connections follow this job.`, { "retry-after": "10" }),
				"",
			);
		const { 0: client, 1: server } = new WebSocketPair();
		this.ctx.acceptWebSocket(server, [id]);
		this.#tell(toJobReport(job), [server]);
		return new Response(null, { status: 101, webSocket: client });
	}

	override async alarm(): Promise<void> {
		const at = await this.#jobs.run();
		if (at !== null) await this.ctx.storage.setAlarm(at);
	}

	#tell(report: JobReport, sockets: readonly WebSocket[] = this.ctx.getWebSockets(report.id)): void {
		const isOver = report.state !== "waiting" && report.state !== "running";
		for (const socket of sockets) {
			try {
				socket.send(JSON.stringify(report));
				if (isOver) socket.close(NORMAL, report.state);
			} catch {
				// It closed in this moment: whoever it was asks again.
			}
		}
	}

	#open(job: Job<ImportInput>) {
		const location = toFileLocation(job.input.context.location);
		const bucket = this.env[`FILES__${location.toUpperCase()}`];
		if (!bucket) throw new Error(`no bucket for files in ${location} is bound here`);
		const { eventWindowDays: windowDays, partitionWidth: width } = this.env.SETTINGS;
		return openImport(job, { bucket, lanes: this.env, windowDays, width });
	}
}
