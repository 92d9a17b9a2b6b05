/** `objects`, class `RegionalCache`: one object a region. Times are milliseconds since 1970; the text is its caller's. */
export interface RegionalCacheObject {
	/**
	 * What it holds of a key. Who is told `refreshing: false` of what isn't fresh is the one to load it; others get the stale
	 * text at once, or wait until the load is there, at most for `flightMs`.
	 */
	take(key: string, flightMs: number): Promise<RegionalAnswer>;
	put(key: string, entry: RegionalEntry): Promise<void>;
	/** The load came to nothing: those who wait load themselves. */
	release(key: string): Promise<void>;
	remove(key: string): Promise<void>;
}

export interface RegionalEntry {
	readonly text: string;
	readonly freshUntil: number;
	readonly staleUntil: number;
	readonly errorUntil: number;
}

export interface RegionalAnswer {
	readonly text: string | null;
	readonly refreshing: boolean;
}
