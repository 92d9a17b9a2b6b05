/** What every key of a layout begins with: so a namespace serves many kinds and tenants, and none reads another's. */
export interface KvOwner {
	readonly kind: string;
	/** Empty for what is no tenant's. */
	readonly tenant: string;
}

/** /kv/platform/limits/, 2026-09-17. */
const MAX_KEY_BYTES = 512;

const DOTS = new Set([".", ".."]);

/** No part holds a slash or is dots alone, so no two keys are one, and none is a name that KV refuses. What ids are made of stays as it is. */
function encode(part: string): string {
	const encoded = encodeURIComponent(part).replaceAll("%3A", ":").replaceAll("%40", "@");
	return DOTS.has(encoded) ? encoded.replaceAll(".", "%2E") : encoded;
}

export const toPrefix = ({ kind, tenant }: KvOwner): string => `${encode(kind)}/${encode(tenant)}/`;

/** @throws RangeError where the name would be longer than KV takes */
export function toKvKey(owner: KvOwner, key: string): string {
	const name = toPrefix(owner) + encode(key);
	if (name.length > MAX_KEY_BYTES) throw new RangeError(`a KV key has ${MAX_KEY_BYTES} bytes at most, this one would have ${name.length}`);
	return name;
}

/** The reverse of {@link toKvKey}. */
export const fromKvKey = (owner: KvOwner, name: string): string => decodeURIComponent(name.slice(toPrefix(owner).length));
