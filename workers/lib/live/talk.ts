import type { HubNode, Published } from "./hub-node.ts";
import type { HubParts } from "./hub-parts.ts";
import { type HubSocket, type Member, tell } from "./members.ts";
import { CLOSE, type ClientMessage, parseClientMessage, type Refusal, toServerText } from "./protocol.ts";

export type Root = Pick<HubNode, "publish" | "presence">;

/** What a node hears of its members, and what it answers. */
export class Talk {
	readonly #parts: HubParts;
	readonly #own: Root;

	constructor(parts: HubParts, own: Root) {
		this.#parts = parts;
		this.#own = own;
	}

	async receive(socket: HubSocket, text: string | ArrayBuffer): Promise<void> {
		const { members, now } = this.#parts;
		const member = members.find(socket);
		if (!member) return;
		if (typeof text !== "string") return socket.close(...CLOSE.unsupported);
		if (this.#isTooBig(text)) return socket.close(...CLOSE.tooBig);
		const message = parseClientMessage(text);
		if (message?.type === "mark" && members.confirm(socket, member, message.n)) return;
		const take = member.rate.take(now());
		if (take === "taken") return this.#answer(socket, member, message);
		if (take === "cut") return socket.close(...CLOSE.policy);
		this.#refuse(socket, "rate-limited", message);
	}

	/** No character is more bytes than three, so most texts need no count. */
	#isTooBig(text: string): boolean {
		const { maxMessageBytes } = this.#parts.settings;
		return text.length * 3 > maxMessageBytes && new TextEncoder().encode(text).byteLength > maxMessageBytes;
	}

	#refuse(socket: HubSocket, code: Refusal, message: ClientMessage | null): void {
		tell(socket, toServerText({ type: "error", code, ref: message?.type === "publish" ? (message.ref ?? null) : null }));
	}

	/** The root asks itself directly. */
	#root({ attachment: { address, node } }: Member): Root {
		return node === 0 ? this.#own : this.#parts.peer(address, 0);
	}

	async #answer(socket: HubSocket, member: Member, message: ClientMessage | null): Promise<void> {
		if (message?.type === "publish") return this.#publish(socket, member, message);
		if (message?.type !== "presence") return this.#refuse(socket, "bad-message", message);
		const { members } = await this.#root(member).presence(member.attachment.address);
		tell(socket, toServerText({ type: "presence", members }));
	}

	async #publish(socket: HubSocket, member: Member, message: Extract<ClientMessage, { type: "publish" }>): Promise<void> {
		const { address, sender, publish } = member.attachment;
		if (!publish) return this.#refuse(socket, "may-not-publish", message);
		const published = await this.#root(member)
			.publish(address, sender, JSON.stringify(message.data))
			.catch((error: unknown): Published => {
				this.#parts.onError(error);
				return { kind: "busy" };
			});
		if (published.kind === "busy") return this.#refuse(socket, "busy", message);
		if (message.ref !== undefined) tell(socket, toServerText({ type: "ack", ref: message.ref, seq: published.seq }));
	}
}
