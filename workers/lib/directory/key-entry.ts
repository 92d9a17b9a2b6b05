import * as z from "zod";
import type { TenantContext } from "../tenant-context.ts";

const keyEntry = z.strictObject({
	/** SHA-256 of the key's secret, hex. */
	hash: z.string(),
	revoked: z.boolean(),
	tenant: z.string(),
	/** What the tenant has bought: its limits follow it. */
	plan: z.string(),
	location: z.string(),
	/** In order of position. */
	shards: z.array(z.string()).min(1),
	epoch: z.int(),
	state: z.enum(["opening", "open", "closed"]),
});

/** All that the directory knows of a key, as one value: this is what the caches hold. */
export type KeyEntry = Readonly<z.infer<typeof keyEntry>>;

/** Null for what an older or newer version of the code left in KV: such a value is no worse than none. */
export const parseKeyEntry = (value: unknown): KeyEntry | null => keyEntry.safeParse(value).data ?? null;

export const toTenantContext = ({ tenant, location, shards, epoch }: KeyEntry): TenantContext => ({ tenant, location, shards, epoch });
