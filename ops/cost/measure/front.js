// Stands before each Worker while its use is measured: every request gives its point, no limit on rate is in the way.
const POINT = "measured-point";

const REPLACED = {
	METRICS: () => ({ writeDataPoint: ({ doubles }) => console.log(JSON.stringify({ what: POINT, doubles })) }),
	SETTINGS: (settings) => ({ ...settings, metricsSampleRate: 1 }),
	TENANT_LIMIT: () => ({ limit: async () => ({ success: true }) }),
};

export function wrapEnv(_worker, env) {
	return new Proxy(env, {
		get(target, key) {
			const value = Reflect.get(target, key);
			return value !== undefined && Object.hasOwn(REPLACED, key) ? REPLACED[key](value) : value;
		},
	});
}

export const wrapQueue = (_worker, batch, deliver) => deliver(batch);
