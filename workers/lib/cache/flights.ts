/** Who loads which key in this isolate: markers with a deadline, never promises, since a promise belongs to one request. */
export interface Flights {
	/** A token to load the key, or null while another load of it is on its way. */
	begin(key: string, seconds: number): symbol | null;
	/** Something flies or has failed a moment ago. */
	isBusy(key: string): boolean;
	/** Another load is on its way and may yet succeed. */
	isFlying(key: string): boolean;
	/** False once a write, or a later load, has taken the key. */
	holds(key: string, token: symbol): boolean;
	end(key: string, token: symbol): void;
	/** Keeps others from refreshing it for a while. */
	fail(key: string, token: symbol, seconds: number): void;
	/** A write: what is being loaded is of the past. */
	cancel(key: string): void;
	readonly size: number;
}

interface Marker {
	readonly token: symbol;
	readonly until: number;
	readonly failed: boolean;
}

/** More than an isolate has loads at once; past it, the oldest are forgotten, which costs a second load at most. */
const MAX_MARKERS = 10_000;

/** @param now - milliseconds since 1970 */
export function makeFlights(now: () => number): Flights {
	const markers = new Map<string, Marker>();
	const find = (key: string) => {
		const marker = markers.get(key);
		return marker && marker.until > now() ? marker : null;
	};
	const set = (key: string, marker: Marker) => {
		markers.delete(key);
		for (const oldest of markers.keys()) {
			if (markers.size < MAX_MARKERS) break;
			markers.delete(oldest);
		}
		markers.set(key, marker);
	};
	const holds = (key: string, token: symbol) => markers.get(key)?.token === token;
	return {
		begin(key, seconds) {
			if (find(key)?.failed === false) return null;
			const token = Symbol(key);
			set(key, { token, until: now() + seconds * 1000, failed: false });
			return token;
		},
		isBusy: (key) => find(key) !== null,
		isFlying: (key) => find(key)?.failed === false,
		holds,
		end(key, token) {
			if (holds(key, token)) markers.delete(key);
		},
		fail(key, token, seconds) {
			if (holds(key, token)) set(key, { token, until: now() + seconds * 1000, failed: true });
		},
		cancel: (key) => void markers.delete(key),
		get size() {
			return markers.size;
		},
	};
}
