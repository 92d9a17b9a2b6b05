import { mapBounded } from "../concurrency/map-bounded.ts";

/** A key of a tenant's, and where the tenant's objects are. */
export interface RevokedKey {
	readonly tenant: string;
	readonly location: string;
	readonly keyId: string;
}

/** The object that lists a tenant's other ones. */
export interface KeyRevocations {
	/** Closes what was opened with the key, soon, and once more when nobody can believe the key any longer. Twice is as once. */
	revokeKey(key: RevokedKey): Promise<void>;
}

/** One walk over the tenant's objects that hold connections. */
export interface Sweep extends RevokedKey {
	readonly round: "now" | "later";
	/** Milliseconds since 1970. */
	readonly dueAt: number;
	/** The last room that was told; empty before the first. */
	readonly after: string;
	/** Of the page behind it. */
	readonly tries: number;
}

export interface SweepStore {
	/** In place of one of the same key and round. */
	put(sweep: Sweep): void;
	drop(sweep: Sweep): void;
	/** Due before every other. */
	first(): Sweep | null;
}

export interface SweepOptions {
	readonly store: SweepStore;
	/** Names of rooms behind one, in their order. */
	readonly listRooms: (after: string, limit: number) => readonly string[];
	readonly closeInRoom: (key: RevokedKey, room: string) => Promise<void>;
	/** Those who follow the tenant's jobs: they are few, and nothing says with which key they came. */
	readonly closeWatchers: (key: RevokedKey) => Promise<void>;
	/** How long a copy of the directory, and so of a key, may be believed anywhere. */
	readonly staleMs: number;
	readonly now: () => number;
	readonly onError: (error: unknown) => void;
}

/** Calls of one run: an object's alarm has subrequests as a request has, 1,000 at least (/workers/platform/limits/, 2026-09-05). */
const PAGE = 200;
const TRIES = 5;
const RETRY_MS = 5_000;

export interface KeySweeps {
	/** When to run. */
	begin(key: RevokedKey): number;
	/** The next page of what is due; when to run again, null for never. */
	run(): Promise<number | null>;
}

/**
 * Walks over a tenant's connections for each key that is revoked: at once, and again when no copy of the key is believed any more, for who was
 * let in by one. An object that can't be reached is tried again, and given up in the end: the second walk meets it once more.
 *
 * @example
 * const revoke = (sweeps: KeySweeps, storage: DurableObjectStorage, key: RevokedKey) => storage.setAlarm(sweeps.begin(key));
 */
export function makeKeySweeps({ store, listRooms, closeInRoom, closeWatchers, staleMs, now, onError }: SweepOptions): KeySweeps {
	/** False where some weren't told. */
	async function tell(sweep: Sweep, rooms: readonly string[]): Promise<boolean> {
		const calls = rooms.map((room) => () => closeInRoom(sweep, room));
		if (sweep.after === "") calls.unshift(() => closeWatchers(sweep));
		const faults = await mapBounded(calls, (call) =>
			call().then(
				() => [],
				(error: unknown) => [error],
			),
		);
		faults.flat().forEach(onError);
		return faults.flat().length === 0;
	}

	return {
		begin(key) {
			const at = now();
			store.put({ ...key, round: "now", dueAt: at, after: "", tries: 0 });
			store.put({ ...key, round: "later", dueAt: at + staleMs, after: "", tries: 0 });
			return at;
		},
		async run() {
			const sweep = store.first();
			if (!sweep || sweep.dueAt > now()) return sweep?.dueAt ?? null;
			const rooms = listRooms(sweep.after, PAGE);
			const tries = sweep.tries + 1;
			if (!(await tell(sweep, rooms)) && tries < TRIES) store.put({ ...sweep, tries, dueAt: now() + RETRY_MS });
			else if (rooms.length < PAGE) store.drop(sweep);
			else store.put({ ...sweep, tries: 0, after: rooms.at(-1) ?? "" });
			return store.first()?.dueAt ?? null;
		},
	};
}
