/**
 * The value under a key that the plan promises.
 * @throws Error where the plan refers to what it doesn't hold: a fault of ours, never the user's.
 */
export function at<T>(table: Readonly<Record<string, T>>, key: string): T {
	const value = Object.hasOwn(table, key) ? table[key] : undefined;
	if (value === undefined) throw new Error(`the plan refers to "${key}", which is none of: ${Object.keys(table).join(", ")}`);
	return value;
}
