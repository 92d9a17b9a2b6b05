import type { Job } from "../chunked-job/job.ts";
import { JobFault, type JobWork } from "../chunked-job/make-chunked-job.ts";
import { type LaneEnv, sendEvents } from "../events/send-events.ts";
import { type FileBucket, isReadable } from "../files/file-bucket.ts";
import { makeFileKeys } from "../files/file-keys.ts";
import { parseFileName } from "../files/file-name.ts";
import type { PartitionWidth } from "../partitions/partition-width.ts";
import type { ImportInput } from "./import-input.ts";
import { parseImport } from "./parse-import.ts";

export interface ImportOptions {
	readonly bucket: Pick<FileBucket, "get">;
	readonly lanes: LaneEnv;
	readonly windowDays: number;
	readonly width: PartitionWidth;
}

/** A tenant's file of events on its way to the queue that posted events take. */
export function openImport({ input, bytes, createdAt }: Job<ImportInput>, { bucket, lanes, windowDays, width }: ImportOptions): JobWork {
	const { context, file, format, etag, uploadedAt } = input;
	const key = makeFileKeys(context.tenant).toFile(parseFileName(file));
	const rules = { idPrefix: `file-${etag}`, time: uploadedAt, now: createdAt, windowDays };
	return {
		bytes,
		form: format === "csv" ? "quoted-lines" : "lines",
		async read(offset, length) {
			const found = await bucket.get(key, { range: { offset, length }, onlyIf: { etagMatches: etag } });
			if (!found) throw new JobFault(`the file ${JSON.stringify(file)} is gone`);
			if (!isReadable(found)) throw new JobFault(`the file ${JSON.stringify(file)} was written over since the job began`);
			return new Uint8Array(await new Response(found.body).arrayBuffer());
		},
		parse(records, known) {
			const { header, events, bad } = parseImport(format, records, known, rules);
			return { header, count: events.length, bad, write: () => sendEvents(lanes, context, events, width) };
		},
	};
}
