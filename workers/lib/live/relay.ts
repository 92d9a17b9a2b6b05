import { toChildren } from "./hub-address.ts";
import type { Census, Place, SequencedMessage } from "./hub-node.ts";
import type { HubParts } from "./hub-parts.ts";
import { toServerText } from "./protocol.ts";

export interface Relay {
	deliver(place: Place, messages: readonly SequencedMessage[]): Promise<void>;
	census(place: Place): Promise<Census>;
	/** Asks the nodes below; those that fail are left out. */
	censusBelow(place: Place): Promise<Census>;
}

/** What every node does with what comes from above: shows it to its own members once, and hands it on. */
export function makeRelay({ members, store, settings, peer }: HubParts): Relay {
	let { last } = store.read();
	/** Whoever comes to an empty node has missed nothing. */
	let watched = members.size > 0;

	const show = (messages: readonly SequencedMessage[]) => {
		const fresh = messages.filter(({ seq }) => seq > last);
		const [first] = fresh;
		if (!first) return;
		if (watched && last > 0 && first.prev > last) members.broadcast(toServerText({ type: "gap", missed: null }));
		last = fresh.at(-1)?.seq ?? last;
		watched = members.size > 0;
		// Nothing that is sent leaves before this is durable, so a node that forgets the number has shown nothing.
		store.write({ ...store.read(), last });
		for (const { text } of fresh) members.broadcast(text);
	};
	const ask = <T>({ address, node, nodes }: Place, what: (child: Place) => Promise<T>) =>
		Promise.allSettled(toChildren(node, settings.fanOut, nodes).map((child) => what({ address, node: child, nodes })));
	const censusBelow = async (place: Place): Promise<Census> => {
		const answers = await ask(place, (child) => peer(child.address, child.node).census(child));
		return Object.assign({}, ...answers.map((answer) => (answer.status === "fulfilled" ? answer.value : {})));
	};

	return {
		async deliver(place, messages) {
			show(messages);
			const answers = await ask(place, (child) => peer(child.address, child.node).deliver(child, messages));
			// The parent gives it all again: whoever has it takes it for what it is.
			for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
		},
		census: async (place) => ({ ...(await censusBelow(place)), [place.node]: members.size }),
		censusBelow,
	};
}
