import { toServerText } from "./protocol.ts";

/** A socket's buffer in this many parts: at the end of each, the client is asked how far it has read. */
const PARTS = 8;
/** A client that confirms nothing for this long while messages wait for it is cut off. */
const MAX_BLOCKED_MS = 30_000;

/** What must survive the object's sleep. */
export interface FlowState {
	/** Marks that were sent, and how many of them came back. */
	readonly sent: number;
	readonly seen: number;
	/** Since when messages are held back; 0 while none is. */
	readonly blockedAt: number;
}

/** What becomes of a text: it is sent, or held back for good, or ends the connection. */
export type Offer = "send" | "drop" | "close";

/**
 * Bounds what waits for one socket. An object can't see how much of what it sent has left, and what hasn't is in its own
 * 128 MB, so the client confirms: it sends each mark back. Behind the last confirmed mark there is never more than the buffer.
 */
export class Flow {
	readonly #partBytes: number;
	#state: FlowState;
	#bytes = 0;
	/** Null where some were before the object slept. */
	#missed: number | null;

	constructor(bufferBytes: number, state: FlowState = { sent: 0, seen: 0, blockedAt: 0 }) {
		this.#partBytes = Math.ceil(bufferBytes / PARTS);
		this.#state = state;
		this.#missed = state.blockedAt > 0 ? null : 0;
	}

	get state(): FlowState {
		return this.#state;
	}

	offer(bytes: number, now: number): Offer {
		const { sent, seen, blockedAt } = this.#state;
		if (blockedAt === 0 && sent - seen < PARTS) {
			this.#bytes += bytes;
			return "send";
		}
		if (blockedAt === 0) this.#state = { sent, seen, blockedAt: now };
		if (this.#missed !== null) this.#missed += 1;
		return blockedAt > 0 && now - blockedAt > MAX_BLOCKED_MS ? "close" : "drop";
	}

	/** The mark to send after what was offered last; null where none is due. */
	takeMark(): string | null {
		if (this.#bytes < this.#partBytes) return null;
		this.#bytes = 0;
		this.#state = { ...this.#state, sent: this.#state.sent + 1 };
		return toServerText({ type: "mark", n: this.#state.sent });
	}

	/** Null for a mark that was never sent, or came before; else what to tell of messages that were held back, empty for none. */
	confirm(n: number): string | null {
		const { sent, seen, blockedAt } = this.#state;
		if (n <= seen || n > sent) return null;
		this.#state = { sent, seen: n, blockedAt: 0 };
		const missed = this.#missed;
		this.#missed = 0;
		return blockedAt > 0 ? toServerText({ type: "gap", missed }) : "";
	}
}
