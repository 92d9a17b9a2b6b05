/** They ask nothing yet. */
const PREPARING: readonly PropertyKey[] = ["prepare", "bind", "withSession", "resumeMultipartUpload"];

const targets = new WeakMap<object, object>();
const toTarget = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(toTarget);
	return typeof value === "object" && value !== null ? (targets.get(value) ?? value) : value;
};

/** The store, but `happen` is called before each call to it and before its answer is given: what that throws, the call throws. */
export function interfere<T extends object>(target: T, happen: () => void): T {
	const proxy = new Proxy(target, {
		get(_, name) {
			const value: unknown = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			return (...values: unknown[]) => {
				const call = (): unknown => Reflect.apply(value, target, values.map(toTarget));
				if (PREPARING.includes(name)) return interfere(Object(call()), happen);
				happen();
				const answer = call();
				if (!(answer instanceof Promise)) return answer;
				return answer.then((result: unknown) => {
					happen();
					return result;
				});
			};
		},
	});
	targets.set(proxy, target);
	return proxy;
}
