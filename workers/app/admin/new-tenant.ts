import * as z from "zod";

/** A tenant's id is part of the names of its databases and of its objects: a DNS label of at most 32 characters. */
const TENANT_ID = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const SLUG = /^[a-z0-9][a-z0-9-]{0,31}$/;

export const newTenant = z.strictObject({
	id: z.string().regex(TENANT_ID, "1 to 32 of a-z, 0-9 and, not first or last, -"),
	plan: z.string().regex(SLUG, "1 to 32 of a-z, 0-9 and -").default("standard"),
	region: z.string().optional(),
});

export type NewTenant = z.infer<typeof newTenant>;
