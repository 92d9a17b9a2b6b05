import type { Count } from "./billed-counts.ts";
import { isObject, type Watcher, watchMethods, watchNamed } from "./watch-methods.ts";

/** Methods of a stub that ask the object nothing; `then` is asked for by whoever awaits a stub. */
const OWN = new Set(["then", "dup", "constructor", "toString", "valueOf", "toJSON"]);

/** Each call is a request (/durable-objects/platform/pricing/, 2026-09-17), as `fetch` or as a method. */
function meterStub(stub: unknown, count: Count): unknown {
	if (!isObject(stub)) return stub;
	const ask: Watcher = (call, values) => {
		count("objectRequests");
		return call(...values);
	};
	return watchMethods(stub, (name) => (OWN.has(name) ? undefined : ask));
}

/** A namespace of Durable Objects, and the ones of its jurisdictions. */
export function meterObject<T extends object>(namespace: T, count: Count): T {
	const toStub: Watcher = (call, values) => meterStub(call(...values), count);
	const toNamespace: Watcher = (call, values) => {
		const restricted = call(...values);
		return isObject(restricted) ? meterObject(restricted, count) : restricted;
	};
	return watchNamed(
		namespace,
		new Map([
			["get", toStub],
			["getByName", toStub],
			["jurisdiction", toNamespace],
		]),
	);
}
