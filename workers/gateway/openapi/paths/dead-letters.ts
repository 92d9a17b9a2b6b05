import { forAdmin, json, type Paths } from "../operation.ts";
import { CURSOR_QUERY, inPath, inQuery } from "../parameters.ts";
import { COUNT, object, page, TEXT, TIME } from "../schema.ts";

const LETTER = object({
	id: TEXT,
	queue: { ...TEXT, description: "The queue that the message came from." },
	reason: TEXT,
	attempts: COUNT,
	at: TIME,
	message: { description: "As it was in the queue: an event with its place, or text that nobody could read." },
});

export const DEAD_LETTERS: Paths = {
	"/admin/dead-letters": {
		get: forAdmin({
			id: "listDeadLetters",
			tag: "dead letters",
			summary: "Messages that no consumer could handle, newest first",
			parameters: [inQuery("queue", "Only those of this queue."), CURSOR_QUERY],
			answers: { 200: json("A page.", page("deadLetters", LETTER)) },
			problems: ["bad-cursor"],
		}),
	},
	"/admin/dead-letters/{id}/replays": {
		post: forAdmin({
			id: "replayDeadLetter",
			tag: "dead letters",
			summary: "Send a message once more",
			parameters: [inPath("id")],
			answers: { 202: json("It is in its queue again, and no dead letter any more.", object({ id: TEXT })) },
			problems: ["not-found"],
		}),
	},
};
