import * as z from "zod";
import { tenantContext } from "../tenant-context.ts";

const IMPORT_FORMATS = ["ndjson", "csv"] as const;

/** What a client asks for. */
export const importRequest = z.strictObject({
	kind: z.literal("import-events"),
	/** The name of one of the tenant's files. */
	file: z.string(),
	format: z.enum(IMPORT_FORMATS),
});

/** What the job keeps of it, with what the file was when it began. */
export const importInput = importRequest.extend({
	etag: z.string().min(1),
	/** Of the file, milliseconds since 1970: the time of events that have none. */
	uploadedAt: z.int(),
	context: tenantContext,
});

export type ImportInput = Readonly<z.infer<typeof importInput>>;
