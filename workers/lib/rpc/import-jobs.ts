import type { Fetcher } from "@cloudflare/workers-types";
import type { BadLine, Job, JobState } from "../chunked-job/job.ts";
import type { ImportInput } from "../import-events/import-input.ts";

/** A job as its tenant sees it. */
export interface JobReport {
	readonly id: string;
	readonly kind: string;
	readonly file: string;
	readonly format: string;
	readonly state: JobState;
	readonly bytes: { readonly done: number; readonly total: number };
	/** Things of the file that went on their way. */
	readonly events: number;
	readonly badLines: number;
	/** Why it failed, or waits to try again. */
	readonly reason: string | null;
	readonly createdAt: string;
	readonly updatedAt: string;
}

export interface JobDetails extends JobReport {
	/** The first of them. */
	readonly errors: readonly BadLine[];
}

/** `objects`, class `ChunkedJob`: one object a tenant. By `fetch` a WebSocket follows a job: `/<id>`. */
export interface ImportJobs extends Pick<Fetcher, "fetch"> {
	/** Null where the tenant has as many jobs as it may have. */
	start(input: ImportInput, bytes: number): Promise<JobReport | null>;
	/** Newest first, those before `before`. */
	list(before: string | null, limit: number): Promise<readonly JobReport[]>;
	read(id: string): Promise<JobDetails | null>;
	/** False where it has ended; null where there is none. */
	cancel(id: string): Promise<boolean | null>;
}

export const toJobReport = ({
	id,
	input,
	state,
	position,
	bytes,
	written,
	bad,
	reason,
	createdAt,
	updatedAt,
}: Job<ImportInput>): JobReport => ({
	id,
	kind: input.kind,
	file: input.file,
	format: input.format,
	state,
	bytes: { done: position.offset, total: bytes },
	events: written,
	badLines: bad,
	reason,
	createdAt: new Date(createdAt).toISOString(),
	updatedAt: new Date(updatedAt).toISOString(),
});
