/** The members of a binding family: `APP__ANY` and `APP__WEUR` for `APP`, by member name, in the order of the names. */
export function findMembers<K extends string, T>(env: Family<K, T>, family: K): ReadonlyMap<string, T> {
	const isMember = (key: string): key is `${K}__${string}` => key.startsWith(`${family}__`);
	const members = new Map<string, T>();
	for (const key of Object.keys(env).filter(isMember).sort(inNaturalOrder)) {
		const value: T | undefined = env[key];
		if (value !== undefined) members.set(key.slice(family.length + 2), value);
	}
	return members;
}

/** An `env` as far as one family goes. */
export type Family<K extends string, T> = { readonly [key in `${K}__${string}`]: T };

/** `EVENTS__2` before `EVENTS__10`. */
const inNaturalOrder = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1);
