import type { Binding, Bindings } from "../manifest.ts";
import type { Count } from "./billed-counts.ts";
import { meterD1 } from "./meter-d1.ts";
import { meterKv } from "./meter-kv.ts";
import { meterObject } from "./meter-object.ts";
import { meterQueue } from "./meter-queue.ts";
import { meterR2 } from "./meter-r2.ts";
import { isObject } from "./watch-methods.ts";

/** How each kind of binding is metered; those that aren't here bill nothing by themselves. */
const METERS = {
	kv_namespace: meterKv,
	d1: meterD1,
	queue: meterQueue,
	r2_bucket: meterR2,
	durable_object_namespace: meterObject,
} as const satisfies Partial<Record<Binding["type"], unknown>>;

const isMetered = (type: Binding["type"] | undefined): type is keyof typeof METERS => type !== undefined && Object.hasOwn(METERS, type);

/** A family's members stand under `KEY__<MEMBER>`. */
const toType = (bindings: Bindings, key: string) => (bindings[key] ?? bindings[key.split("__")[0] ?? ""])?.type;

/** The same `env`, its bindings metered by what the manifest says that they are: each when it is first used, since a Worker may have a thousand. */
export function meterEnv<E extends object>(env: E, bindings: Bindings, count: Count): E {
	const metered = new Map<string, object>();
	return new Proxy(env, {
		get(_, key) {
			const value: unknown = Reflect.get(env, key);
			if (typeof key !== "string" || !isObject(value)) return value;
			const type = toType(bindings, key);
			if (!isMetered(type)) return value;
			const found = metered.get(key) ?? METERS[type](value, count);
			metered.set(key, found);
			return found;
		},
	});
}
