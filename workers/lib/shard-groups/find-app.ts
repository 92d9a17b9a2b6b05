import { parseShardId } from "../shards.ts";
import { toGroup, toGroupMember } from "./shard-group.ts";

/** A shard and D1's location hint or jurisdiction of it. */
export interface ShardPlace {
	readonly shard: string;
	readonly location: string;
}

/** The members of a family of `services("app")`, as `findMembers` gives them. */
interface Members {
	has(member: string): boolean;
}

/** Which of the `app`s binds a shard, by its member name; null where none does. `size` is the knob `d1WriteRate.shardsPerWorker`. */
export function findAppMember(members: Members, { shard, location }: ShardPlace, size: number): string | null {
	const parts = parseShardId(shard, location);
	if (!parts) return null;
	// A plan has `app`s by location or such that serve all, never both.
	const names = [toGroupMember(location, toGroup(parts, "location", size)), toGroupMember(null, toGroup(parts, "everywhere", size))];
	return names.find((name) => members.has(name)) ?? null;
}

/**
 * The `app` that binds a shard; null where none does.
 *
 * @example
 * const moverOf = (movers: ReadonlyMap<string, { begin(shard: string): Promise<void> }>, place: ShardPlace) => findApp(movers, place, 2_000);
 */
export function findApp<T>(apps: ReadonlyMap<string, T>, place: ShardPlace, size: number): T | null {
	const member = findAppMember(apps, place, size);
	return member === null ? null : (apps.get(member) ?? null);
}
