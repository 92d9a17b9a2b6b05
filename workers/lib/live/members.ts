import { Flow, type FlowState } from "./flow.ts";
import type { RoomAddress } from "./hub-address.ts";
import type { Sender } from "./hub-node.ts";
import type { HubSettings } from "./hub-settings.ts";
import { MessageRate } from "./message-rate.ts";
import { CLOSE } from "./protocol.ts";

/** What is used of a hibernating `WebSocket`. */
export interface HubSocket {
	send(text: string): void;
	close(code: number, reason: string): void;
	serializeAttachment(value: unknown): void;
	deserializeAttachment(): unknown;
}

/** What a socket carries through its object's sleep. */
export interface Attachment {
	readonly address: RoomAddress;
	readonly node: number;
	readonly sender: NonNullable<Sender>;
	readonly publish: boolean;
	/** Of the key that it was opened with. */
	readonly keyId: string;
	readonly flow: FlowState;
}

export interface Member {
	readonly attachment: Attachment;
	readonly flow: Flow;
	readonly rate: MessageRate;
}

export interface MembersOptions {
	readonly settings: HubSettings;
	readonly now: () => number;
}

/** Attachments are ours: no client can write one. */
const isAttachment = (value: unknown): value is Attachment => typeof value === "object" && value !== null && "address" in value;

/** A closing socket throws; the platform tells of its end by itself. */
export function tell(socket: HubSocket, text: string): void {
	try {
		socket.send(text);
	} catch {}
}

/** The sockets of one object, those included that were there before it slept. */
export class Members {
	readonly #members = new Map<HubSocket, Member>();
	readonly #settings: HubSettings;
	readonly #now: () => number;

	constructor(sockets: Iterable<HubSocket>, { settings, now }: MembersOptions) {
		this.#settings = settings;
		this.#now = now;
		for (const socket of sockets) {
			const attachment = socket.deserializeAttachment();
			if (isAttachment(attachment)) this.#keep(socket, attachment);
		}
	}

	get size(): number {
		return this.#members.size;
	}

	find(socket: HubSocket): Member | undefined {
		return this.#members.get(socket);
	}

	add(socket: HubSocket, attachment: Attachment): Member {
		socket.serializeAttachment(attachment);
		return this.#keep(socket, attachment);
	}

	/** Whom it was; undefined where it had left already. */
	remove(socket: HubSocket): Member | undefined {
		const member = this.#members.get(socket);
		this.#members.delete(socket);
		return member;
	}

	/** The sockets that were opened with a key. */
	ofKey(keyId: string): readonly HubSocket[] {
		return [...this.#members].flatMap(([socket, { attachment }]) => (attachment.keyId === keyId ? [socket] : []));
	}

	/** To every socket; one that can't take it is left out or cut off, and holds up nobody. */
	broadcast(text: string): void {
		const bytes = new TextEncoder().encode(text).byteLength;
		for (const [socket, member] of this.#members) this.#offer(socket, member, text, bytes);
	}

	/** Takes a mark that came back; false for one that was never sent. */
	confirm(socket: HubSocket, member: Member, n: number): boolean {
		const gap = member.flow.confirm(n);
		if (gap === null) return false;
		this.#save(socket, member);
		if (gap !== "") tell(socket, gap);
		return true;
	}

	#keep(socket: HubSocket, attachment: Attachment): Member {
		const rate = new MessageRate(this.#settings.messagesPerSecond, this.#now());
		const member = { attachment, flow: new Flow(this.#settings.bufferBytes, attachment.flow), rate };
		this.#members.set(socket, member);
		return member;
	}

	#offer(socket: HubSocket, member: Member, text: string, bytes: number): void {
		const { flow } = member;
		const before = flow.state;
		const offer = flow.offer(bytes, this.#now());
		if (offer === "close") socket.close(...CLOSE.tooSlow);
		if (offer === "send") tell(socket, text);
		const mark = offer === "send" ? flow.takeMark() : null;
		if (mark !== null) tell(socket, mark);
		if (flow.state !== before) this.#save(socket, member);
	}

	/** When the state changes, which is not with each message: what sleep forgets is less than one part of the buffer. */
	#save(socket: HubSocket, { attachment, flow }: Member): void {
		socket.serializeAttachment({ ...attachment, flow: flow.state } satisfies Attachment);
	}
}
