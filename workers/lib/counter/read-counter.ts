import { mapBounded } from "../concurrency/map-bounded.ts";
import type { CounterObject } from "./counter-object.ts";
import { addDays, type Days } from "./counts.ts";

/** All that was ever counted for good before the call: asks every shard there ever was, whatever their number is now. */
export async function readCounter(toObject: (shard: number) => Pick<CounterObject, "read">): Promise<Days> {
	const head = await toObject(0).read();
	const others = await mapBounded(Object.keys(head.shards), (shard) => toObject(Number(shard)).read());
	return addDays(head.days, ...others.map(({ days }) => days));
}
