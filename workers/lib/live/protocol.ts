import * as z from "zod";
import type { Sender } from "./hub-node.ts";

/** What a client may send, as JSON text. `ping` is answered with `pong` by the platform, and wakes nobody. */
const clientMessage = z.discriminatedUnion("type", [
	z.strictObject({ type: z.literal("publish"), data: z.json(), ref: z.string().max(64).optional() }),
	z.strictObject({ type: z.literal("presence") }),
	z.strictObject({ type: z.literal("mark"), n: z.int() }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;

/** Why a message of a client's was not taken. */
export type Refusal = "bad-message" | "rate-limited" | "may-not-publish" | "busy";

/** What a client gets, messages of the room apart. */
type ServerMessage =
	| { readonly type: "welcome"; readonly id: string; readonly room: string }
	| { readonly type: "join" | "leave"; readonly id: string; readonly member: string | null; readonly members: number }
	| { readonly type: "presence"; readonly members: number }
	| { readonly type: "ack"; readonly ref: string; readonly seq: number }
	/** To be sent back as it is: it tells how far the client has read. */
	| { readonly type: "mark"; readonly n: number }
	/** Messages that this client didn't get; null where nobody knows how many. */
	| { readonly type: "gap"; readonly missed: number | null }
	| { readonly type: "error"; readonly code: Refusal; readonly ref: string | null };

export const PING = "ping";
export const PONG = "pong";

/** Why we close: 4000 and above are ours (RFC 6455 §7.4.2). */
export const CLOSE = {
	unsupported: [1003, "text only"],
	policy: [1008, "too many messages"],
	tooBig: [1009, "message too big"],
	revoked: [4003, "key revoked"],
	tooSlow: [4008, "reads too slowly"],
} as const;

/** Null for what is no message of ours. */
export function parseClientMessage(text: string): ClientMessage | null {
	try {
		return clientMessage.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}

export const toServerText = (message: ServerMessage): string => JSON.stringify(message);

/** `data` is JSON already. */
export const toMessageText = (seq: number, from: Sender, data: string): string =>
	`{"type":"message","seq":${seq},"from":${JSON.stringify(from)},"data":${data}}`;
