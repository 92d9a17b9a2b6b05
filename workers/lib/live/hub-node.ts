import type { RoomAddress } from "./hub-address.ts";

/** Who publishes: a connection, or null for the tenant's own server. */
export type Sender = { readonly id: string; readonly member: string | null } | null;

/** `busy`: too much waits for a part of the room that can't be reached. */
export type Published = { readonly kind: "taken"; readonly seq: number } | { readonly kind: "busy" };

export interface SequencedMessage {
	readonly seq: number;
	/** The message before it; 0 for the first. */
	readonly prev: number;
	/** As members get it. */
	readonly text: string;
}

/** Where a call goes, and what the room is like when it goes there. */
export interface Place {
	readonly address: RoomAddress;
	readonly node: number;
	/** How many nodes the room has. */
	readonly nodes: number;
}

/** How many are connected, by node. */
export type Census = Readonly<Record<string, number>>;

export interface Presence {
	readonly members: number;
	readonly nodes: number;
}

/** One object of a room, as the gateway and the room's other objects see it. */
export interface HubNode {
	/** Connects; or, with {@link NEXT_NODE}, says which node to ask. */
	fetch(request: Request): Promise<Response>;
	/** The root alone: gives the message its number, and sees to it that every member gets it once. `data` is JSON. */
	publish(address: RoomAddress, from: Sender, data: string): Promise<Published>;
	/** Messages on their way down, in the order of their numbers. Returns once the whole part of the room below has them; what comes twice is taken once. */
	deliver(place: Place, messages: readonly SequencedMessage[]): Promise<void>;
	census(place: Place): Promise<Census>;
	/** The root alone. */
	presence(address: RoomAddress): Promise<Presence>;
	/** Closes this node's connections that were opened with a key, or with a ticket that it asked for. */
	closeKey(keyId: string): Promise<void>;
}

/** On an answer of 421: the node that has room. */
export const NEXT_NODE = "x-hub-node";
