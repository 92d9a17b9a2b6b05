import { expect } from "vitest";
import { z } from "zod";
import { toMessageText } from "../../../workers/lib/events/event-message.ts";
import { until } from "../../local/until.ts";
import type { Answer, Call } from "../client.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE } from "../data-client.ts";
import { EVENTS_QUEUE, makeMessage, putLetter } from "../letters.ts";
import type { Layer, Mover } from "./mover.ts";

const DAY = 86_400_000;
const TEXT = { "content-type": "text/plain" };
const withId = z.object({ id: z.string() });
const run = z.looseObject({ state: z.string(), fault: z.string().nullable() });
const restore = z.looseObject({ id: z.string(), phase: z.string(), reason: z.string().nullable() });

/** What is to be there in the end, at the tenant's home. */
export interface Wanted {
	/** By path; null where there is to be none. */
	readonly records: Map<string, unknown>;
	readonly events: Set<string>;
	readonly files: Set<string>;
}

interface Writer {
	readonly client: DataClient;
	readonly mover: Mover;
	/** Part of the names of what it writes. */
	readonly layer: Layer;
	readonly wanted: Wanted;
}

/** One write by a copy of before the move; who isn't a tenant's has none, and is asked all the same. */
type Write = (writer: Writer) => Promise<void>;

const call = async ({ mover, layer }: Writer, statuses: readonly number[], path: string, options: Omit<Call, "token">): Promise<Answer> => {
	const answer = await mover.call(layer, path, options);
	expect([path, answer.status, answer.text]).toEqual([path, expect.toBeOneOf([...statuses]), answer.text]);
	return answer;
};

const admin = async ({ client }: Writer, statuses: readonly number[], path: string, options: Call): Promise<Answer> => {
	const answer = await client.admin(path, options);
	expect([path, answer.status, answer.text]).toEqual([path, expect.toBeOneOf([...statuses]), answer.text]);
	return answer;
};

const follow = ({ client }: Writer, { headers }: Answer) =>
	until(
		async () => run.parse((await client.admin(headers.get("location") ?? "")).json),
		({ state }) => state !== "running",
	);

const toRecord = ({ mover, layer }: Writer, name: string) => {
	const id = mover.toName(
		(n) => `${name}-${layer}-${n}`,
		(one) => `stale/${one}`,
	);
	return `/v1/records/stale/${id}`;
};
const toEventId = ({ mover, layer }: Writer, name: string) => mover.toName((n) => `${name}-${layer}-${n}`);
const toEvent = (id: string, ago: number, more = {}) => ({
	...{ specversion: "1.0", id, source: "/s", type: "t", ...more },
	time: new Date(Date.now() - ago * DAY).toISOString(),
});

/** An event that somebody queued for where the tenant was, and whose delivery comes so late. */
const toOldMessage = (writer: Writer, name: string, ago = 0) => {
	const { tenant, location, shards } = writer.mover.before;
	const id = toEventId(writer, name);
	writer.wanted.events.add(id);
	return makeMessage(id, { tenant, location, shard: shards[0] ?? "", epoch: 1, time: Date.now() - ago * DAY });
};

const beginUpload = async ({ mover }: Writer, name: string, send = mover.fresh) => {
	const answer = await send("/v1/files", { method: "POST", headers: JSON_TYPE, body: { name, contentType: "text/plain", bytes: 3 } });
	expect(answer.status).toBe(201);
	return withId.parse(answer.json).id;
};

const putFile = async ({ mover, wanted }: Writer, name: string, body: string) => {
	expect((await mover.fresh(`/v1/files/${name}`, { method: "PUT", headers: TEXT, body })).status).toBe(200);
	wanted.files.add(name);
};

const tenantPath = ({ mover }: Writer) => `/admin/tenants/${mover.tenant}`;

/** Each operation that isn't a GET, as somebody asks it who has the tenant where it was; or why it can write nothing to a shard that the tenant has left. */
export const WRITES: Readonly<Record<string, Write | string>> = {
	async putRecord(writer) {
		const path = toRecord(writer, "put");
		await call(writer, [201], path, { method: "PUT", headers: JSON_TYPE, body: { by: writer.layer } });
		writer.wanted.records.set(path, { by: writer.layer });
	},
	async deleteRecord(writer) {
		const path = toRecord(writer, "doomed");
		expect((await writer.mover.fresh(path, { method: "PUT", headers: JSON_TYPE, body: 1 })).status).toBe(201);
		await call(writer, [204], path, { method: "DELETE" });
		writer.wanted.records.set(path, null);
	},
	async postEvents(writer) {
		// Of now, late, for a partition that is in the archive, and in the order of a key.
		const ids = ["now", "late", "archived", "ordered"].map((name) => toEventId(writer, name));
		const [now = "", late = "", archived = "", ordered = ""] = ids;
		const body = [toEvent(now, 0), toEvent(late, 45), toEvent(archived, 200), toEvent(ordered, 0, { partitionkey: writer.layer })];
		await call(writer, [202], "/v1/events", { method: "POST", headers: CLOUD_EVENTS, body });
		for (const id of ids) writer.wanted.events.add(id);
	},
	async startJob(writer) {
		const ids = ["line-a", "line-b"].map((name) => toEventId(writer, name));
		const file = `${writer.layer}.ndjson`;
		await putFile(writer, file, ids.map((id) => JSON.stringify(toEvent(id, 1))).join("\n"));
		await call(writer, [202], "/v1/jobs", { method: "POST", headers: JSON_TYPE, body: { kind: "import-events", file, format: "ndjson" } });
		for (const id of ids) writer.wanted.events.add(id);
	},
	cancelJob: async (writer) => void (await call(writer, [404], "/v1/jobs/none", { method: "DELETE" })),
	async putFile(writer) {
		await call(writer, [200], `/v1/files/${writer.layer}.txt`, { method: "PUT", headers: TEXT, body: "put" });
		writer.wanted.files.add(`${writer.layer}.txt`);
	},
	async signFileUrl(writer) {
		const body = { method: "PUT", contentType: "text/plain", bytes: 3 };
		await call(writer, [201], `/v1/files/signed-${writer.layer}.txt`, { method: "POST", headers: JSON_TYPE, body });
	},
	async deleteFile(writer) {
		await putFile(writer, "doomed.txt", "put");
		await call(writer, [204], "/v1/files/doomed.txt", { method: "DELETE" });
		writer.wanted.files.delete("doomed.txt");
	},
	async beginUpload(writer) {
		await beginUpload(writer, "begun.txt", (path, options) => writer.mover.call(writer.layer, path, options));
	},
	async putPart(writer) {
		const id = await beginUpload(writer, "part.txt");
		await call(writer, [200], `/v1/uploads/${id}/1`, { method: "PUT", body: "put" });
	},
	async completeUpload(writer) {
		const name = `whole-${writer.layer}.txt`;
		const id = await beginUpload(writer, name);
		expect((await writer.mover.fresh(`/v1/uploads/${id}/1`, { method: "PUT", body: "put" })).status).toBe(200);
		await call(writer, [201], `/v1/uploads/${id}`, { method: "POST" });
		writer.wanted.files.add(name);
	},
	async abortUpload(writer) {
		await call(writer, [204], `/v1/uploads/${await beginUpload(writer, "given-up.txt")}`, { method: "DELETE" });
	},
	publishToRoom: async (writer) => void (await call(writer, [202], "/v1/live/lobby", { method: "POST", headers: JSON_TYPE, body: "1" })),
	issueTicket: async (writer) =>
		void (await call(writer, [201], "/v1/live/lobby/tickets", { method: "POST", headers: JSON_TYPE, body: { member: "m" } })),

	async createTenant(writer) {
		// Whoever began it before the move asks once more.
		await admin(writer, [409], "/admin/tenants", { method: "POST", body: { id: writer.mover.tenant } });
	},
	async startExport(writer) {
		expect(await follow(writer, await admin(writer, [202], `${tenantPath(writer)}/exports`, { method: "POST" }))).toMatchObject({
			...{ state: "done", fault: null },
		});
	},
	startImport: "is for a tenant that has nothing: the test of its own below",
	async startReplay(writer) {
		const at = Date.UTC(2026, 0, 1);
		await putLetter(writer.client, { name: toEventId(writer, "replayed"), at, message: toOldMessage(writer, "replayed", 30) });
		const body = { queue: EVENTS_QUEUE, to: new Date(at + 1).toISOString() };
		const started = await admin(writer, [202], "/admin/dead-letters/replays", { method: "POST", body });
		expect(await follow(writer, started)).toMatchObject({ state: "done", replayed: 1 });
	},
	async replayDeadLetter(writer) {
		const id = await putLetter(writer.client, { name: "one", at: Date.now(), message: toOldMessage(writer, "one") });
		await admin(writer, [202], `/admin/dead-letters/${encodeURIComponent(id)}/replays`, { method: "POST" });
	},
	purgeCaches: async (writer) => void (await admin(writer, [202], `${tenantPath(writer)}/cache-purges`, { method: "POST" })),
	createKey: async (writer) => void (await admin(writer, [201], `${tenantPath(writer)}/keys`, { method: "POST" })),
	async revokeKey(writer) {
		const { keyId } = z
			.object({ keyId: z.string() })
			.parse((await writer.client.admin(`${tenantPath(writer)}/keys`, { method: "POST" })).json);
		await admin(writer, [204], `${tenantPath(writer)}/keys/${keyId}`, { method: "DELETE" });
	},
	async startRestore(writer) {
		// To what it is already, by way of another epoch: copies are two behind then.
		const path = `${tenantPath(writer)}/restores`;
		const { id } = restore.parse((await admin(writer, [202], path, { method: "POST", body: { to: new Date().toISOString() } })).json);
		const read = async () => restore.parse((await writer.client.admin(`${path}/${id}`)).json);
		expect(await until(read, ({ phase }) => phase === "done" || phase === "undone")).toMatchObject({ phase: "done", reason: null });
	},
	deleteTenant: "leaves no tenant to have a copy of: test/contract/delete-tenant.test.ts",
	startMove: "is what makes copies old",
	cancelMove: "there is none under way",
	signIn: "is the admin side's own",
	signOut: "is the admin side's own",
	endAllSessions: "is the admin side's own",
};

/** What was under way when the tenant moved: it names the shard where the tenant was. */
export const UNDER_WAY: Readonly<Record<string, Write>> = {
	async "an event in the queue"(writer) {
		const queue = await writer.client.account.queue(EVENTS_QUEUE);
		for (const [name, ago] of [
			["queued", 0],
			["queued-late", 45],
			["queued-archived", 200],
		] as const)
			await queue.send(toMessageText(toOldMessage(writer, name, ago)), { contentType: "text" });
	},
};
