import { makeRandom, shuffle } from "./random.ts";

/** One thing that is compared; it returns what it measured in this round. */
type Contender<T> = (round: number) => Promise<T>;

export interface RoundsOptions<Name extends string, T> {
	readonly rounds: number;
	readonly seed: number;
	readonly contenders: Readonly<Record<Name, Contender<T>>>;
}

/**
 * Runs all contenders in each round, one after the other, and gives what each measured in each round. The order of every
 * other round is the one before it reversed, so that nobody gains by coming first or last.
 */
export async function runRounds<Name extends string, T>({
	rounds,
	seed,
	contenders,
}: RoundsOptions<Name, T>): Promise<ReadonlyMap<string, readonly T[]>> {
	const random = makeRandom(seed);
	const measured = new Map<string, T[]>(Object.keys(contenders).map((name) => [name, []]));
	let order = Object.entries<Contender<T>>(contenders);
	for (let round = 0; round < rounds; round += 1) {
		order = round % 2 === 0 ? shuffle(order, random) : order.toReversed();
		for (const [name, run] of order) measured.get(name)?.push(await run(round));
	}
	return measured;
}
