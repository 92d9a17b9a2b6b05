/** The lane of an events queue or of its dead-letter queue, `…-events-3`, `…-events-dlq-3`: its bindings end in it. */
export const toLane = (queue: string): string => /-(?<lane>\d+)$/.exec(queue)?.groups?.["lane"] ?? "0";

/** The queue whose dead letters a queue takes. */
export const toSourceQueue = (deadLetterQueue: string): string => deadLetterQueue.replace(/-dlq(?=-\d+$)/, "");
