// Stands before `upkeep`: its directory turns away each text of SQL once, and then loses an answer of it.
const OVERLOADED = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
const LOST = "D1_ERROR: Network connection lost.";
/** What a second run would answer otherwise: the client asks again for itself. */
const ONCE = /^INSERT INTO tenant_moves/;

const asked = new Map();
const originals = new WeakMap();

/** A fault leaves a mark in the bucket, so that the test knows of it. */
const mark = (bucket, kind, sql) => bucket.put(`faults/${kind} ${sql.replaceAll(/[^\w= ]+/g, "").slice(0, 60)}`, "");

async function ask(bucket, sql, run) {
	const count = (asked.get(sql) ?? 0) + 1;
	asked.set(sql, count);
	if (count === 1) {
		await mark(bucket, "refused", sql);
		throw new Error(OVERLOADED);
	}
	const answer = await run();
	if (count > 2 || ONCE.test(sql)) return answer;
	await mark(bucket, "lost", sql);
	throw new Error(LOST);
}

const wrap = (target, find) =>
	new Proxy(target, {
		get(_, name) {
			const value = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			const call = (...values) => Reflect.apply(value, target, values);
			return find(name, call) ?? call;
		},
	});

function wrapStatement(statement, sql, bucket) {
	const wrapped = wrap(statement, (name, call) => {
		if (name === "bind") return (...values) => wrapStatement(call(...values), sql, bucket);
		return (...values) => ask(bucket, sql, () => call(...values));
	});
	originals.set(wrapped, { statement, sql });
	return wrapped;
}

const wrapDatabase = (database, bucket) =>
	wrap(database, (name, call) => {
		if (name === "prepare") return (sql) => wrapStatement(call(sql), sql, bucket);
		if (name === "withSession") return (...values) => wrapDatabase(call(...values), bucket);
		if (name !== "batch") return undefined;
		return (statements) => {
			const own = statements.map((statement) => originals.get(statement));
			return ask(bucket, own.map(({ sql }) => sql).join("; "), () => call(own.map(({ statement }) => statement)));
		};
	});

export function wrapEnv(worker, env) {
	if (!worker.endsWith("-upkeep")) return env;
	return new Proxy(env, {
		get: (_, key) => (key === "DIRECTORY" ? wrapDatabase(env.DIRECTORY, env.ARCHIVE) : Reflect.get(env, key)),
	});
}

export const wrapQueue = (_worker, batch, deliver) => deliver(batch);
