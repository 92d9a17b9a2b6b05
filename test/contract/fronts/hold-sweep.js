// Stands before `upkeep`: no copy of the directory is waited for, and the sweep of a deletion waits for a word in the bucket.
async function wait({ DIRECTORY, ARCHIVE }) {
	const find = DIRECTORY.prepare("SELECT 1 AS found FROM deleted_tenants");
	const isSweep = async () => (await find.first()) !== null;
	while ((await isSweep()) && !(await ARCHIVE.head("sweep/begin"))) await new Promise((resolve) => setTimeout(resolve, 50));
}

const holding = (keys, env) =>
	new Proxy(keys, {
		get(_, name) {
			const value = Reflect.get(keys, name);
			if (typeof value !== "function") return value;
			return async (...values) => {
				if (name === "delete") await wait(env);
				return Reflect.apply(value, keys, values);
			};
		},
	});

export function wrapEnv(worker, env) {
	if (!worker.endsWith("-upkeep")) return env;
	return new Proxy(env, {
		get(_, key) {
			if (key === "SETTINGS") return { ...env.SETTINGS, directoryStaleSeconds: 0 };
			return key === "KEYS" ? holding(env.KEYS, env) : Reflect.get(env, key);
		},
	});
}

export const wrapQueue = (_worker, batch, deliver) => deliver(batch);
