/** What every key of a layout begins with: so a namespace serves many kinds and tenants, and none reads another's. */
export interface KvOwner {
	readonly kind: string;
	readonly tenant: string;
}

/** /kv/platform/limits/, 2026-09-17. */
const MAX_KEY_BYTES = 512;

/** No part holds a slash or a dot alone, so no two keys are one, and none is a name that KV refuses. */
const encode = (part: string) => encodeURIComponent(part).replaceAll(".", "%2E");

export const toPrefix = ({ kind, tenant }: KvOwner): string => `${encode(kind)}/${encode(tenant)}/`;

/** @throws RangeError where the name would be longer than KV takes */
export function toKvKey(owner: KvOwner, key: string): string {
	const name = toPrefix(owner) + encode(key);
	if (name.length > MAX_KEY_BYTES) throw new RangeError(`a KV key has ${MAX_KEY_BYTES} bytes at most, this one would have ${name.length}`);
	return name;
}

/** The reverse of {@link toKvKey}. */
export const fromKvKey = (owner: KvOwner, name: string): string => decodeURIComponent(name.slice(toPrefix(owner).length));
