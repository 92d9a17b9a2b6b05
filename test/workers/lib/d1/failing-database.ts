export const OVERLOADED = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
export const LOST = "D1_ERROR: Network connection lost.";

/** The database, but each call to it takes the next fault, if there is one; with `after` in place of its answer. */
export function failing<T extends object>(target: T, faults: string[], after = false): T {
	return new Proxy(target, {
		get(_, name) {
			const value: unknown = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			return (...values: unknown[]) => {
				const call = (): unknown => Reflect.apply(value, target, values);
				if (name === "prepare" || name === "bind" || name === "withSession") return failing(Object(call()), faults, after);
				const fault = faults.shift();
				if (fault === undefined) return call();
				const refuse = () => Promise.reject(new Error(fault));
				return after ? Promise.resolve(call()).then(refuse) : refuse();
			};
		},
	});
}
