/** KV whose entries end by the trace's time: the local KV ends them by the machine's. Every call goes through to it, and is metered there. */
export function makeVirtualKv(kv: KVNamespace, now: () => number): KVNamespace {
	const put = (key: string, value: string, options: KVNamespacePutOptions = {}) => {
		const { expirationTtl = Number.POSITIVE_INFINITY } = options;
		if (expirationTtl < 60) throw new Error("KV takes no expirationTtl below 60");
		return kv.put(key, value, { metadata: { until: now() + expirationTtl * 1000 } });
	};
	const get = async (key: string) => {
		const { value, metadata } = await kv.getWithMetadata<{ readonly until: number | null }>(key);
		return now() < (metadata?.until ?? Number.POSITIVE_INFINITY) ? value : null;
	};
	return new Proxy(kv, {
		get: (target, name) => (name === "get" ? get : name === "put" ? put : Reflect.get(target, name).bind(target)),
	});
}
