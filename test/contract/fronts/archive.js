// Stands before each Worker while partitions are archived: each kind of fault strikes one partition, once.
/** Which partition has which fault: written in when the account starts. */
const STRUCK = {};

const struck = new Set();

/** A fault leaves a mark in the bucket, so that the test knows of it. */
async function strikes(fault, text, bucket) {
	if (!text.includes(STRUCK[fault]) || struck.has(fault)) return false;
	struck.add(fault);
	await bucket.put(`faults/${fault}`, "");
	return true;
}

const wrap = (target, methods) =>
	new Proxy(target, {
		get(_, name) {
			if (Object.hasOwn(methods, name)) return methods[name];
			const value = Reflect.get(target, name);
			return typeof value === "function" ? (...values) => Reflect.apply(value, target, values) : value;
		},
	});

/** A part is refused; or what reads back isn't what was written. */
const failingBucket = (bucket) =>
	wrap(bucket, {
		async get(key, options) {
			const stored = await bucket.get(key, options);
			if (!options?.range || !(await strikes("verify", key, bucket))) return stored;
			return wrap(stored, { arrayBuffer: async () => (await stored.arrayBuffer()).slice(1) });
		},
		resumeMultipartUpload(key, id) {
			const upload = bucket.resumeMultipartUpload(key, id);
			return wrap(upload, {
				async uploadPart(number, bytes) {
					if (await strikes("upload", key, bucket)) throw new Error("uploadPart: We encountered an internal error. (10001)");
					return upload.uploadPart(number, bytes);
				},
			});
		},
	});

/** The layer is dropped, and nobody hears of it. */
const failingApp = (app, bucket) =>
	wrap(app, {
		async dropLayer(call, layer, ...rest) {
			const result = await app.dropLayer(call, layer, ...rest);
			if (await strikes("drop", layer.partition, bucket)) throw new Error("Network connection lost.");
			return result;
		},
	});

export function wrapEnv(worker, env) {
	if (!worker.endsWith("-upkeep")) return env;
	return new Proxy(env, {
		get(_, key) {
			const value = Reflect.get(env, key);
			if (/^APP(__|$)/.test(String(key)) && value) return failingApp(value, env.ARCHIVE);
			return key === "ARCHIVE" ? failingBucket(value) : value;
		},
	});
}

export const wrapQueue = (_worker, batch, deliver) => deliver(batch);
