/** What is kept of the id of a tenant that was deleted: enough to refuse it, and no name. */
export async function hashTenant(tenant: string): Promise<string> {
	return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(tenant))).toHex();
}
