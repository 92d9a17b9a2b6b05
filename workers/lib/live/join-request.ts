import * as z from "zod";

const join = z.strictObject({
	address: z.strictObject({ tenant: z.string(), room: z.string(), location: z.string() }),
	node: z.int().min(0),
	/** A node that sent the client back because it was full. */
	full: z.int().nullable(),
	member: z.string().nullable(),
	publish: z.boolean(),
	/** Of the key that asked, or that asked for the ticket; a gateway that is a version behind says none. */
	keyId: z.string().default(""),
});

/** Who wants to connect to which node of which room. */
export type Join = Readonly<z.infer<typeof join>>;

/** A WebSocket upgrade for a node, with the client's own handshake headers. */
export const toJoinRequest = (value: Join, headers: Headers): Request =>
	new Request(`https://hub/?${new URLSearchParams({ join: JSON.stringify(value) })}`, { headers });

/** Throws on anything but a request that the gateway made. */
export const parseJoinRequest = ({ url }: Pick<Request, "url">): Join =>
	join.parse(JSON.parse(new URL(url).searchParams.get("join") ?? "null"));
