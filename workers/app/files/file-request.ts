import { makeEventId } from "../../lib/events/wrap-event.ts";
import type { FileBucket } from "../../lib/files/file-bucket.ts";
import { type FileKeys, makeFileKeys } from "../../lib/files/file-keys.ts";
import { toFileLocation } from "../../lib/files/file-location.ts";
import { type FileName, parseFilePath } from "../../lib/files/file-name.ts";
import { type Files, makeFiles } from "../../lib/files/make-files.ts";
import { makeUploads, type Uploads } from "../../lib/files/make-uploads.ts";
import { parseTenantHeader, TENANT_HEADER } from "../../lib/tenant-context.ts";
import type { AppContext } from "../app-env.ts";

interface TenantFiles {
	readonly location: string;
	readonly keys: FileKeys;
	readonly files: Files;
	readonly uploads: Uploads;
}

/** The tenant's files, in the bucket where its data may lie. */
export function toTenantFiles(c: AppContext): TenantFiles {
	const { tenant, location: home } = parseTenantHeader(c.req.header(TENANT_HEADER));
	const location = toFileLocation(home);
	const bucket: FileBucket | undefined = c.env[`FILES__${location.toUpperCase()}`];
	if (!bucket) throw new Error(`no bucket for files of ${tenant} in ${location} is bound here`);
	const keys = makeFileKeys(tenant);
	const { partBytes, uploadsExpireSeconds: expireSeconds } = c.env.SETTINGS.files;
	const uploads = makeUploads({ bucket, keys, partBytes, expireSeconds, makeId: () => makeEventId(Date.now()) });
	return { location, keys, files: makeFiles({ bucket, keys }), uploads };
}

const PATH = "/v1/files/";

/** From the path as it came: what the router decodes could have had two spellings. */
export const parseName = (c: AppContext): FileName => parseFilePath(new URL(c.req.url).pathname.slice(PATH.length));
