import * as z from "zod";
import type { Signer } from "../signed-text/signed-text.ts";

const ticket = z.strictObject({
	/** The key that asked for it: where that is revoked, so is the ticket. */
	keyId: z.string(),
	room: z.string(),
	member: z.string().nullable(),
	publish: z.boolean(),
	/** Milliseconds since 1970. */
	expiresAt: z.number(),
});

/** What a page may do in one room, for as long as it takes to connect: browsers send no headers with a WebSocket, and a key has no place in a URL. */
export type Ticket = Readonly<z.infer<typeof ticket>>;

export interface Tickets {
	issue(ticket: Ticket): Promise<string>;
	/** Null for one that we never gave. */
	read(text: string): Promise<Ticket | null>;
}

export const makeTickets = (signer: Signer): Tickets => ({
	issue: (value) => signer.sign(JSON.stringify(value)),
	async read(text) {
		const signed = await signer.verify(text);
		return signed === null ? null : (ticket.safeParse(JSON.parse(signed)).data ?? null);
	},
});
