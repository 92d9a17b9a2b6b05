import { z } from "zod";

/** As the admin side shows a tenant. */
export const tenant = z.looseObject({
	id: z.string(),
	plan: z.string(),
	region: z.string(),
	state: z.string(),
	shards: z.array(z.string()),
	createdAt: z.string(),
});

/** The argument of every verb about one tenant. */
export const TENANT_ARGUMENT = ["<tenant>", "its id"] as const;

export const toTenantPath = (id: string) => `/admin/tenants/${encodeURIComponent(id)}`;
