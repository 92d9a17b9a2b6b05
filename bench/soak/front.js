// Stands before each Worker in a soak: its bindings fail, and its batches come late, twice, in any order, or break off.
/** Shares of calls that fail, and the seed: written in when the soak starts. */
const FAULTS = {};

let state = FAULTS.seed >>> 0;
const random = () => {
	state = (state + 0x6d2b79f5) >>> 0;
	let mixed = Math.imul(state ^ (state >>> 15), state | 1);
	mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
	return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const happens = (share) => random() < share;

/** The same binding whose named methods fail, now and then, before they do anything. */
const failing = (binding, methods, share, message) =>
	new Proxy(binding, {
		get(target, name) {
			const value = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			return (...values) => {
				if (methods.includes(name) && happens(share)) throw new Error(message);
				return Reflect.apply(value, target, values);
			};
		},
	});

const overloadedUntil = new Map();

/** A database that is overloaded for a while and then well again; once in a while it runs a batch and its answer is lost. */
const failingD1 = (database, key) => {
	const beforeQuery = () => {
		if (happens(FAULTS.d1Overloaded)) overloadedUntil.set(key, Date.now() + FAULTS.d1OverloadedMs * random());
		if ((overloadedUntil.get(key) ?? 0) > Date.now()) throw new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
	};
	return new Proxy(database, {
		get(target, name) {
			const value = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			if (name === "withSession") return (...values) => failingD1(Reflect.apply(value, target, values), key);
			if (name === "batch") {
				return async (statements) => {
					beforeQuery();
					const results = await target.batch(statements);
					if (happens(FAULTS.d1AnswerLost)) throw new Error("D1_ERROR: Network connection lost.");
					return results;
				};
			}
			return (...values) => Reflect.apply(value, target, values);
		},
	});
};

const WRAPPERS = [
	[/^(SHARD__|DIRECTORY$)/, failingD1],
	[
		/^(KEYS|RECORDS)$/,
		(kv) => failing(kv, ["get", "getWithMetadata", "put", "delete"], FAULTS.kv, "KV GET failed: 500 Internal Server Error"),
	],
	[/^(EVENTS|DEAD)__/, (queue) => failing(queue, ["send", "sendBatch"], FAULTS.queue, "Queue send failed: Too Many Requests")],
	[/^BUCKET$/, (bucket) => failing(bucket, ["put"], FAULTS.r2, "put: We encountered an internal error. Please try again. (10001)")],
];

export function wrapEnv(_worker, env) {
	const wrapped = new Map();
	return new Proxy(env, {
		get(target, key) {
			const value = Reflect.get(target, key);
			const wrapper = typeof key === "string" && WRAPPERS.find(([pattern]) => pattern.test(key))?.[1];
			if (!wrapper || value === undefined) return value;
			if (!wrapped.has(key)) wrapped.set(key, wrapper(value, key));
			return wrapped.get(key);
		},
	});
}

const shuffle = (values) =>
	values
		.map((value) => [random(), value])
		.sort(([a], [b]) => a - b)
		.map(([, value]) => value);

/** A message whose settling never reaches the queue, as when the consumer stops before it answers. */
const unsettled = (message) =>
	Object.assign(Object.create(null), {
		id: message.id,
		timestamp: message.timestamp,
		body: message.body,
		attempts: message.attempts,
		ack() {},
		retry() {},
	});

export async function wrapQueue(_worker, batch, deliver) {
	const messages = shuffle([...batch.messages]);
	const { queue } = batch;
	// A consumer of dead letters that stops is called again an hour later: no soak waits for it.
	if (queue.includes("-dlq-")) return deliver({ queue, messages });
	if (happens(FAULTS.crashBefore)) throw new Error("soak: the consumer stopped before it began");
	if (happens(FAULTS.duplicate)) await deliver({ queue, messages: shuffle(messages.map(unsettled)) });
	if (happens(FAULTS.crashAfter)) {
		await deliver({ queue, messages: messages.map(unsettled) });
		throw new Error("soak: the consumer stopped before it settled");
	}
	await deliver({ queue, messages });
}
