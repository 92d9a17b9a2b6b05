type Method = (...values: unknown[]) => unknown;

/** Sees a call of a method: `call` makes it, on the object itself. */
export type Watcher = (call: Method, values: readonly unknown[]) => unknown;

const isMethod = (value: unknown): value is Method => typeof value === "function";

/** A method of an object, to be called on it; null where it has none of that name. */
export function findMethod(target: object, name: string): Method | null {
	const value: unknown = Reflect.get(target, name);
	return isMethod(value) ? (...values) => Reflect.apply(value, target, values) : null;
}

/** Whether methods may be watched on it. */
export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/**
 * The same object to its callers, of the same type, where calls of some methods are seen on their way. The platform's objects
 * answer only for themselves, so every method runs on the target and not on what stands before it.
 */
export function watchMethods<T extends object>(target: T, find: (name: string) => Watcher | undefined): T {
	return new Proxy(target, {
		get(_, name) {
			const value: unknown = Reflect.get(target, name);
			if (!isMethod(value)) return value;
			const call: Method = (...values) => Reflect.apply(value, target, values);
			const watcher = typeof name === "string" ? find(name) : undefined;
			return watcher ? (...values: unknown[]) => watcher(call, values) : call;
		},
	});
}

export const watchNamed = <T extends object>(target: T, watchers: ReadonlyMap<string, Watcher>): T =>
	watchMethods(target, (name) => watchers.get(name));
