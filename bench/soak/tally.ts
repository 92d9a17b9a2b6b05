/** Counts in how many places each of the events `0` and on was found. */
export function makeTally(events: number) {
	const places = new Uint8Array(events);
	let dead = 0;
	const toIndex = (id: string) => {
		const index = Number(/^soak-(\d+)$/.exec(id)?.[1] ?? Number.NaN);
		if (!(index < events)) throw new Error(`event ${id} was never sent`);
		return index;
	};
	const find = (id: string) => {
		const index = toIndex(id);
		places[index] = Math.min((places[index] ?? 0) + 1, 2);
	};
	const count = (times: number) => places.reduce((sum, found) => sum + (found === times ? 1 : 0), 0);
	return {
		stored: find,
		dead: (id: string) => {
			dead += 1;
			find(id);
		},
		result: () => ({ sent: events, found: events - count(0), lost: count(0), doubled: count(2), dead }),
	};
}
