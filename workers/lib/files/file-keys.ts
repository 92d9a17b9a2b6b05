import type { FileName } from "./file-name.ts";

/** A tenant's own part of a bucket: what isn't built here can't be asked for, so no tenant names another's objects. */
export interface FileKeys {
	/** All of the tenant's files. */
	readonly files: string;
	readonly toFile: (name: FileName) => string;
	readonly toUpload: (id: string) => string;
	readonly toParts: (id: string) => string;
	readonly toPart: (id: string, part: number) => string;
}

export const UPLOADS = "uploads/";

/** Of the directory's tenants: no slash, so that one is never the beginning of another. */
const TENANT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Uploads begin with their id, whose order is that of time: old ones are found without reading the new ones. */
export function makeFileKeys(tenant: string): FileKeys {
	if (!TENANT.test(tenant)) throw new Error(`"${tenant}" is no tenant's id`);
	const files = `files/${tenant}/`;
	const toParts = (id: string) => `parts/${id}/${tenant}/`;
	return {
		files,
		toFile: (name) => `${files}${name}`,
		toUpload: (id) => `${UPLOADS}${id}/${tenant}`,
		toParts,
		toPart: (id, part) => `${toParts(id)}${String(part).padStart(5, "0")}`,
	};
}
