import { empty, forTenant, json, jsonBody, type Paths } from "../operation.ts";
import { inPath, inQuery } from "../parameters.ts";
import { COUNT, object, TEXT, TIME } from "../schema.ts";

const ROOM = inPath("room", { type: "string", pattern: "^[A-Za-z0-9._~:@-]{1,128}$" });
const NAME = { type: "string", maxLength: 128 } as const;

const TICKET_BODY = object(
	{
		member: { ...NAME, type: ["string", "null"], description: "As the others see whoever connects with it." },
		publish: { type: "boolean", default: true, description: "Whether it may publish, too." },
		seconds: { type: "integer", minimum: 1, maximum: 300, default: 60, description: "In which to connect." },
	},
	["member", "publish", "seconds"],
);

export const LIVE: Paths = {
	"/v1/live/{room}": {
		get: forTenant({
			id: "getRoom",
			tag: "live",
			summary: "Connect to a room, or count who is there",
			description:
				"With `Upgrade: websocket` it connects, by the key or by a ticket. Messages are JSON text: a client sends `publish`, `presence` and `mark`, and gets `welcome`, `message`, `join`, `leave`, `presence`, `ack`, `mark`, `gap` and `error`. It sends each `mark` back as it is, and `ping` to hear `pong`.",
			parameters: [
				ROOM,
				inQuery("ticket", "In place of a key, for browsers."),
				inQuery("member", "With a key: as the others see it.", NAME),
			],
			answers: { 101: empty("Connected."), 200: json("Without an upgrade.", object({ room: TEXT, members: COUNT, nodes: COUNT })) },
			problems: ["bad-parameter"],
		}),
		post: forTenant({
			id: "publishToRoom",
			tag: "live",
			summary: "Send a message to all who are connected",
			parameters: [ROOM],
			requestBody: jsonBody({ description: "Any JSON; each member gets it as `data`." }),
			answers: { 202: json("Every member gets it once, in the order of `seq`.", object({ room: TEXT, seq: COUNT })) },
			problems: ["bad-json", "bad-parameter"],
		}),
	},
	"/v1/live/{room}/tickets": {
		post: forTenant({
			id: "issueTicket",
			tag: "live",
			summary: "A ticket with which a browser connects",
			description: "It is good for one room and a short time, and only as long as the key is that asked for it.",
			parameters: [ROOM],
			requestBody: { ...jsonBody(TICKET_BODY), required: false },
			answers: { 201: json("`path` is what the browser connects to.", object({ ticket: TEXT, path: TEXT, expiresAt: TIME })) },
			problems: ["bad-json", "bad-parameter"],
		}),
	},
};
