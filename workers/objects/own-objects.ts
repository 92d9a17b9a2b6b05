import type { RegionalCacheObject } from "../lib/cache/regional-object.ts";
import type { CounterObject } from "../lib/counter/counter-object.ts";
import type { HubNode } from "../lib/live/hub-node.ts";
import type { ObjectNamespace } from "../lib/manifest.ts";
import type { ListedObject } from "../lib/tenant-deletion/listed-object.ts";

export interface Forgetting {
	/** Ends with `FORGOTTEN`, see `forget-all.ts`. */
	forget(): Promise<void>;
}

interface Listing extends Forgetting {
	note(object: ListedObject): Promise<void>;
	first(): Promise<readonly ListedObject[]>;
	strike(objects: readonly ListedObject[]): Promise<void>;
}

interface Classes {
	readonly CacheTags: Forgetting;
	readonly ChunkedJob: Forgetting & { closeWatchers(): Promise<void> };
	readonly Counter: Forgetting & CounterObject;
	readonly Hub: Forgetting & HubNode;
	readonly ObjectList: Listing;
	readonly OrderedLane: Forgetting;
	readonly RateLimiter: Forgetting;
	readonly RegionalCache: RegionalCacheObject & { removeAll(prefix: string): Promise<void> };
}

/** Whose objects are a tenant's as a whole. */
export type EmptiedClass = Exclude<keyof Classes, "RegionalCache">;

const isNamespace = <T>(value: unknown): value is ObjectNamespace<T> =>
	(typeof value === "object" || typeof value === "function") && value !== null && "getByName" in value;

/** Objects of this Worker's own classes, with no binding of a Worker to itself. */
export function findObjects<K extends keyof Classes>(exports: object, kind: K): ObjectNamespace<Classes[K]> {
	const namespace: unknown = Reflect.get(exports, kind);
	if (!isNamespace<Classes[K]>(namespace)) throw new Error(`this Worker exports no ${kind}`);
	return namespace;
}
