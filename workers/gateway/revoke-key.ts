import { logError } from "../lib/log-error.ts";
import { restrictObjects } from "../lib/objects/restrict-objects.ts";
import { ProblemError } from "../lib/problem.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { toKeyDirectory } from "./authenticate.ts";
import type { GatewayContext } from "./gateway-env.ts";

interface OwnKey {
	readonly tenant: string;
	readonly keyId: string;
}

/** A revoked key: this isolate knows of it when it is answered, when others do see `KeyDirectory`; what was opened with the key is closed soon. */
export async function forgetKey(c: GatewayContext, key: OwnKey): Promise<void> {
	await refreshKey(c, key);
	await closeConnections(c, key);
}

/** The revocation stands whether or not this isolate could read it again: it has forgotten its copy in any case. */
async function refreshKey(c: GatewayContext, { keyId }: OwnKey): Promise<void> {
	try {
		await toKeyDirectory(c).refresh(keyId);
	} catch (error) {
		logError("read a revoked key again", error, { requestId: c.get("requestId"), keyId });
	}
}

/** @throws ProblemError where the tenant's object can't be told: whoever revoked the key must know that its connections may stand. */
async function closeConnections(c: GatewayContext, { tenant, keyId }: OwnKey): Promise<void> {
	try {
		const home = await readHome(c.env.DIRECTORY, tenant);
		if (!home) return;
		const { location } = home;
		await restrictObjects(c.env.OBJECT_LIST, location).getByName(tenant).revokeKey({ tenant, location, keyId });
	} catch (error) {
		logError("close a revoked key's connections", error, { requestId: c.get("requestId"), tenant, keyId });
		throw new ProblemError("try-again", "The key is revoked; its open connections are closed once you ask again.", { "retry-after": "2" });
	}
}
