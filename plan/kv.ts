import { type Context, type Protection, toName, toProtection } from "./context.ts";

export interface KvNode extends Protection {
	readonly id: string;
	readonly name: string;
}

/** `directory`: tenant keys on their way to the gateway. `records`: a copy of what is read often. Both can be made anew from D1. */
export const planKv = (context: Context): KvNode[] =>
	["directory", "records"].map((id) => ({ id, name: toName(context, `kv-${id}`), ...toProtection(context) }));
