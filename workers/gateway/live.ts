import * as z from "zod";
import { parseApiKey } from "../lib/api-key/api-key.ts";
import { parseBearer } from "../lib/api-key/bearer.ts";
import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { parseId } from "../lib/http/parameters.ts";
import { parseJsonText } from "../lib/http/parse-json-text.ts";
import { readBody } from "../lib/http/read-body.ts";
import { type RoomAddress, toHubNode } from "../lib/live/hub-address.ts";
import { NEXT_NODE } from "../lib/live/hub-node.ts";
import { type Join, toJoinRequest } from "../lib/live/join-request.ts";
import { makeTickets, type Ticket, type Tickets } from "../lib/live/tickets.ts";
import { ProblemError } from "../lib/problem.ts";
import { makeSigner } from "../lib/signed-text/signed-text.ts";
import { admit, authenticate, refuseToken, toKeyDirectory } from "./authenticate.ts";
import { toClientHeaders } from "./forward.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { MAX_TICKET_BYTES } from "./routes.ts";

const toTickets = (c: GatewayContext): Tickets => makeTickets(makeSigner({ secret: c.env.SIGNING_KEY, purpose: "live ticket" }));

const toAddress = (c: GatewayContext, { tenant, location }: KeyEntry): RoomAddress => ({
	tenant,
	location,
	room: parseId("room", c.req.param("room")),
});

const isUpgrade = (c: GatewayContext) => c.req.header("upgrade")?.toLowerCase() === "websocket";

/** The ticket of a request that has one in its query and no key; null for every other. */
async function readTicket(c: GatewayContext): Promise<Ticket | null> {
	const text = c.req.query("ticket");
	if (text === undefined || c.req.header("authorization") !== undefined) return null;
	const ticket = await toTickets(c).read(text);
	if (!ticket || ticket.room !== c.req.param("room")) return refuseToken(c);
	if (ticket.expiresAt > Date.now()) return ticket;
	throw new ProblemError("unauthenticated", "The ticket has expired: ask for another one.", { "www-authenticate": "Bearer" });
}

/** The tenant by its key, or by a ticket that one of its keys asked for. */
export async function authenticateLive(c: GatewayContext): Promise<KeyEntry> {
	const ticket = await readTicket(c);
	if (!ticket) return authenticate(c);
	const entry = await toKeyDirectory(c).find(ticket.keyId);
	return entry ? admit(c, entry) : refuseToken(c);
}

/** Of a request that was authenticated by a key. */
const toKeyId = (c: GatewayContext): string => parseApiKey(parseBearer(c.req.header("authorization")) ?? "")?.id ?? "";

const member = z.string().max(128);

function parseMember(c: GatewayContext): string | null {
	const given = c.req.query("member");
	if (given === undefined) return null;
	if (member.safeParse(given).success) return given;
	throw new ProblemError("bad-parameter", "member: at most 128 characters.");
}

/** Who was sent on finds room at the next node, unless others were faster. */
const MAX_HOPS = 8;

async function connect(c: GatewayContext, wanted: Omit<Join, "node" | "full">): Promise<Response> {
	const headers = toClientHeaders(c);
	let [node, full]: [number, number | null] = [0, null];
	for (let hops = 0; hops < MAX_HOPS; hops += 1) {
		const response = await toHubNode(c.env.HUB, wanted.address, node).fetch(toJoinRequest({ ...wanted, node, full }, headers));
		const next = response.headers.get(NEXT_NODE);
		if (next === null) return response;
		full = node === 0 ? null : node;
		node = Number(next);
	}
	throw new ProblemError("try-again", "The room is growing.", { "retry-after": "1" });
}

/** `GET /v1/live/{room}`: connects where a WebSocket is asked for, else says how many are there. */
export async function getRoom(c: GatewayContext, entry: KeyEntry): Promise<Response> {
	const address = toAddress(c, entry);
	const ticket = await readTicket(c);
	if (isUpgrade(c)) {
		const who = ticket ?? { member: parseMember(c), publish: true, keyId: toKeyId(c) };
		return connect(c, { address, member: who.member, publish: who.publish, keyId: who.keyId });
	}
	return c.json({ room: address.room, ...(await toHubNode(c.env.HUB, address, 0).presence(address)) });
}

/** `POST /v1/live/{room}`: what a tenant's own server has to say to all who are there. */
export async function publishToRoom(c: GatewayContext, entry: KeyEntry): Promise<Response> {
	const address = toAddress(c, entry);
	const { value } = parseJsonText(await readBody(c.req.raw, c.env.SETTINGS.liveMessageBytes));
	const published = await toHubNode(c.env.HUB, address, 0).publish(address, null, JSON.stringify(value));
	if (published.kind === "busy") throw new ProblemError("try-again", "A part of the room can't be reached.", { "retry-after": "5" });
	return c.json({ room: address.room, seq: published.seq }, 202);
}

const wanted = z.strictObject({
	member: member.nullable().default(null),
	publish: z.boolean().default(true),
	seconds: z.int().min(1).max(300).default(60),
});

function parseWanted(bytes: Uint8Array): z.infer<typeof wanted> {
	const { data, error } = wanted.safeParse(bytes.length === 0 ? {} : parseJsonText(bytes).value);
	if (data) return data;
	throw new ProblemError("bad-parameter", error.issues.map(({ path, message }) => `${["body", ...path].join(".")}: ${message}`).join("; "));
}

/** `POST /v1/live/{room}/tickets`: for a browser, which a tenant's own server hands it to. */
export async function issueTicket(c: GatewayContext, entry: KeyEntry): Promise<Response> {
	const { room } = toAddress(c, entry);
	const { seconds, ...rights } = parseWanted(await readBody(c.req.raw, MAX_TICKET_BYTES));
	const expiresAt = Date.now() + seconds * 1_000;
	const ticket = await toTickets(c).issue({ keyId: toKeyId(c), room, ...rights, expiresAt });
	return c.json({ ticket, path: `/v1/live/${room}?ticket=${ticket}`, expiresAt: new Date(expiresAt).toISOString() }, 201);
}
