export interface StoredTake {
	/** From 0 on, in the order in which they were allowed. */
	readonly number: number;
	/** Milliseconds since 1970. */
	readonly at: number;
}

/** A ring of the newest takes: number n stands in slot n modulo the ring's size. */
export interface WindowStore {
	/** 0 before the first `resize`. */
	readSize(): number;
	readNewest(): StoredTake | null;
	readSlot(slot: number): StoredTake | null;
	write(slot: number, take: StoredTake): void;
	/** Forgets the takes before number `from` and gives the others their slots in a ring of `size`. */
	resize(size: number, from: number): void;
}

/** For one process, and for tests. */
export function makeMemoryWindow(): WindowStore {
	let size = 0;
	let slots = new Map<number, StoredTake>();
	return {
		readSize: () => size,
		readNewest: () => [...slots.values()].reduce<StoredTake | null>((a, b) => (a && a.number > b.number ? a : b), null),
		readSlot: (slot) => slots.get(slot) ?? null,
		write: (slot, take) => void slots.set(slot, take),
		resize(next, from) {
			size = next;
			slots = new Map([...slots.values()].filter(({ number }) => number >= from).map((take) => [take.number % next, take]));
		},
	};
}
