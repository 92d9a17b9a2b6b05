import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { z } from "zod";
import { until } from "../../local/until.ts";
import type { Answer, Call } from "../client.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE } from "../data-client.ts";

/** A tenant with something of everything, and what another one could know or guess of it. */
export interface Resident {
	readonly id: string;
	readonly key: string;
	/** In all of its data, in ids that nobody guesses, and nowhere else. */
	readonly marker: string;
	/** By the name of a parameter: what its own requests say there. */
	readonly known: Readonly<Record<string, readonly string[]>>;
	readonly cursors: readonly string[];
	readonly bookmarks: readonly string[];
	readonly etags: readonly string[];
	readonly tickets: readonly string[];
	/** As `gateway` would tell `app`. */
	readonly context: string;
	readonly close: () => void;
}

const DAY = 86_400_000;
const TEXT = { "content-type": "text/plain" } as const;
const paged = z.object({ cursor: z.string() });
const described = z.object({ region: z.string(), shards: z.array(z.string()) });
const issued = z.object({ ticket: z.string(), path: z.string() });

type Send = (path: string, call?: Omit<Call, "token">) => Promise<Answer>;

async function send(call: Send, path: string, options: Omit<Call, "token">): Promise<Answer> {
	const answer = await call(path, options);
	if (answer.status >= 300) throw new Error(`${options.method} ${path}: ${answer.status} ${answer.text}`);
	return answer;
}

const toEvent = (id: string, marker: string, ago: number) => ({
	specversion: "1.0",
	id,
	source: `/${marker}`,
	type: "paid",
	time: new Date(Date.now() - ago).toISOString(),
	data: marker,
});

async function write(call: Send, marker: string): Promise<readonly Answer[]> {
	const put = (path: string, body: unknown, headers: Readonly<Record<string, string>>) =>
		send(call, path, { method: "PUT", headers, body });
	const answers = [
		await put("/v1/records/orders/1", { secret: marker }, JSON_TYPE),
		await put(`/v1/records/orders/${marker}`, [marker], JSON_TYPE),
		await put("/v1/files/reports/2026.txt", `the bytes of ${marker}`, TEXT),
		await put(`/v1/files/${marker}.txt`, marker, TEXT),
	];
	const body = [toEvent("e-1", marker, 0), toEvent(marker, marker, 0), toEvent("e-2", marker, 3 * DAY), toEvent("e-3", marker, 4 * DAY)];
	await send(call, "/v1/events", { method: "POST", headers: CLOUD_EVENTS, body });
	await until(
		() => call("/v1/events"),
		({ text }) => text.includes('"e-3"'),
	);
	return answers;
}

async function beginUpload(call: Send, marker: string): Promise<string> {
	const body = { name: `${marker}.bin`, contentType: "text/plain", bytes: marker.length };
	const { id } = z.object({ id: z.string() }).parse((await send(call, "/v1/files", { method: "POST", headers: JSON_TYPE, body })).json);
	await send(call, `/v1/uploads/${id}/1`, { method: "PUT", body: marker });
	return id;
}

async function startJob(call: Send, marker: string): Promise<string> {
	const file = `${marker}.ndjson`;
	const headers = { "content-type": "application/x-ndjson" };
	await send(call, `/v1/files/${file}`, { method: "PUT", headers, body: JSON.stringify(toEvent("job", marker, 0)) });
	const body = { kind: "import-events", file, format: "ndjson" };
	const { id } = z.object({ id: z.string() }).parse((await send(call, "/v1/jobs", { method: "POST", headers: JSON_TYPE, body })).json);
	await until(
		() => call("/v1/events"),
		({ text }) => text.includes('"job"'),
	);
	return id;
}

/** Somebody is in the room, under a name that only the room's own members see. */
async function enterRoom(client: DataClient, call: Send, marker: string) {
	const headers = JSON_TYPE;
	const answer = await send(call, "/v1/live/lobby/tickets", { method: "POST", headers, body: { member: marker, seconds: 300 } });
	const { ticket, path } = issued.parse(answer.json);
	const socket = new WebSocket(client.account.url.replace("http", "ws") + path);
	await once(socket, "open");
	return { ticket, close: () => socket.close() };
}

async function readCursors(call: Send): Promise<readonly string[]> {
	const lists = ["/v1/records/orders?limit=1", "/v1/events?limit=1", "/v1/files?limit=1"];
	return Promise.all(lists.map(async (path) => paged.parse((await call(path)).json).cursor));
}

export async function moveIn(client: DataClient, id: string): Promise<Resident> {
	const { key, keyId } = await client.createTenant(id);
	const call: Send = (path, options) => client.call(path, { ...options, token: key });
	const marker = `m${randomBytes(16).toString("hex")}`;
	const answers = await write(call, marker);
	const upload = await beginUpload(call, marker);
	const job = await startJob(call, marker);
	const { ticket, close } = await enterRoom(client, call, marker);
	const { region: location, shards } = described.parse((await client.admin(`/admin/tenants/${id}`)).json);
	const pick = (name: string) => answers.flatMap(({ headers }) => headers.get(name) ?? []);
	return {
		id,
		key,
		marker,
		known: {
			collection: ["orders"],
			id: ["1", "e-1"],
			name: ["reports/2026.txt"],
			upload: [upload],
			job: [job],
			part: ["1"],
			room: ["lobby"],
			tenant: [id],
			keyId: [keyId],
			exportId: [upload],
			replayId: [upload],
			importId: [upload],
			deletionId: [upload],
		},
		cursors: await readCursors(call),
		bookmarks: pick("x-d1-bookmark"),
		etags: pick("etag"),
		tickets: [ticket],
		context: JSON.stringify({ tenant: id, location, shards, epoch: 1 }),
		close,
	};
}
