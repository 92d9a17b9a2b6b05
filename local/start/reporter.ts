import type { Timings } from "../clock.ts";
import type { Resource } from "../resource.ts";
import type { Changes } from "./changes.ts";
import type { Tenant } from "./tenants.ts";

export type Ready = {
	readonly gateway: string;
	readonly adminToken: string;
	readonly tenants: readonly Tenant[];
	readonly resources: readonly Resource[];
	readonly timings: Timings;
	readonly notes: readonly string[];
};

export type Reloaded = { readonly changes: Changes; readonly ms: number };

/** Tells on stdout what happens, to a person or to a script. */
export type Reporter = {
	readonly ready: (ready: Ready) => void;
	readonly reloaded: (reloaded: Reloaded) => void;
	readonly error: (error: unknown, context: "start" | "reload") => void;
	readonly stopping: () => void;
};
