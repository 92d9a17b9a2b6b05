import type { Message } from "@cloudflare/workers-types";

/** What a consumer needs of a message. */
export type QueueMessage = Pick<Message, "id" | "timestamp" | "body" | "attempts" | "ack" | "retry">;

/** A body as text: our own are, and anything else is shown as well as it can be. */
export function toBodyText(body: unknown): string {
	if (typeof body === "string") return body;
	try {
		return JSON.stringify(body) ?? String(body);
	} catch {
		return String(body);
	}
}
