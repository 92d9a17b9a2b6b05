// Stands before each Worker: whatever waits until no copy of the directory can be believed any more goes on at once.
export function wrapEnv(worker, env) {
	if (!worker.endsWith("-upkeep")) return env;
	return new Proxy(env, {
		get: (_, key) => (key === "SETTINGS" ? { ...env.SETTINGS, directoryStaleSeconds: 0 } : Reflect.get(env, key)),
	});
}

export const wrapQueue = (_worker, batch, deliver) => deliver(batch);
