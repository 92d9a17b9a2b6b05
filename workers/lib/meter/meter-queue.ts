import type { Count } from "./billed-counts.ts";
import { isObject, type Watcher, watchNamed } from "./watch-methods.ts";

/** One operation for each 64 KB written, read or deleted (/workers/platform/pricing/#queues); 1 KB is 1,000 bytes, a message has about 100 more of its own (/queues/platform/limits/, both 2026-09-17). */
const UNIT = 64_000;
const OVERHEAD = 100;

const encoder = new TextEncoder();

function toBytes(body: unknown): number {
	if (typeof body === "string") return encoder.encode(body).byteLength;
	if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength;
	return encoder.encode(JSON.stringify(body) ?? "").byteLength;
}

/** The operations of one message, each time that it is written, read or deleted. */
export const toOperations = (body: unknown): number => Math.max(1, Math.ceil((toBytes(body) + OVERHEAD) / UNIT));

const toBody = (message: unknown) => (isObject(message) && "body" in message ? message.body : undefined);

/** What is written. What is read and deleted is billed to the same account where a consumer counts it: see {@link countDelivered}. */
export function meterQueue<T extends object>(queue: T, count: Count): T {
	const watchers = new Map<string, Watcher>([
		[
			"send",
			(call, values) => {
				count("queueOperations", toOperations(values[0]));
				return call(...values);
			},
		],
		[
			"sendBatch",
			(call, [messages, ...rest]) => {
				// Any iterable will do for a batch, and some can be read only once.
				const list: readonly unknown[] = isIterable(messages) ? [...messages] : [];
				for (const message of list) count("queueOperations", toOperations(toBody(message)));
				return call(list, ...rest);
			},
		],
	]);
	return watchNamed(queue, watchers);
}

const isIterable = (value: unknown): value is Iterable<unknown> => isObject(value) && Symbol.iterator in value;

/** A delivery's read and delete, two of the three operations of a message; one that is retried is deleted later and counts one too many. */
export function countDelivered(messages: Iterable<{ readonly body: unknown }>, count: Count): void {
	for (const { body } of messages) count("queueOperations", 2 * toOperations(body));
}
