import { ofType, refersTo } from "./find.ts";
import type { Judged, Stack } from "./judged.ts";
import { textAt } from "./read.ts";
import { TYPES } from "./types.ts";

/** Whether somebody's dead letters go there. */
export const takesDeadLetters = (stack: Stack, queue: Judged): boolean =>
	ofType(stack, TYPES.consumer).some((consumer) => refersTo(consumer, "deadLetterQueue", queue));

/** The queue that a consumer reads, where this program makes it. */
export const queueOf = (stack: Stack, consumer: Judged): Judged | undefined =>
	ofType(stack, TYPES.queue).find((queue) => refersTo(consumer, "queueId", queue));

export const consumerOf = (stack: Stack, queue: Judged): Judged | undefined =>
	ofType(stack, TYPES.consumer).find((consumer) => refersTo(consumer, "queueId", queue));

/** The queues whose dead letters come here. */
export const sourcesOf = (stack: Stack, deadLetters: Judged): readonly Judged[] =>
	ofType(stack, TYPES.consumer)
		.filter((consumer) => refersTo(consumer, "deadLetterQueue", deadLetters))
		.flatMap((consumer) => queueOf(stack, consumer) ?? []);

/** Pulled over HTTP: nothing is invoked, so what an invocation may be doesn't bind. */
export const isPulled = (consumer: Judged): boolean => textAt(consumer, "type") === "http_pull";
