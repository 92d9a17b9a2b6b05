import { createHash } from "node:crypto";
import type { Client } from "./client.ts";
import { callAs, callExpecting, type TenantLedger } from "./tenant-ledger.ts";

const JSON_TYPE = { "content-type": "application/json" };
const EVENTS_TYPE = { "content-type": "application/cloudevents-batch+json" };

export const COLLECTION = "grown";
export const EVENT_TYPE = "grown";
const DAY_MS = 86_400_000;

export async function putRecord(client: Client, ledger: TenantLedger, id: string, body: string): Promise<void> {
	const path = `/v1/records/${COLLECTION}/${id}`;
	const { status } = await callExpecting(client, ledger, [200, 201], { method: "PUT", path, headers: JSON_TYPE, body });
	if (status === 201) ledger.counts.recordsCreated += 1;
	ledger.records.set(id, body);
}

export async function readRecord(client: Client, ledger: TenantLedger, id: string): Promise<void> {
	const { status, text } = await callAs(client, ledger, { method: "GET", path: `/v1/records/${COLLECTION}/${id}` });
	ledger.checkedReads += 1;
	if (status !== 200 || text !== ledger.records.get(id)) ledger.wrongReads.push(`${ledger.id} ${id}: ${status} ${text.slice(0, 80)}`);
}

/** Some days old or of now; with a key they are stored in the order in which they came. */
export async function postEvents(client: Client, ledger: TenantLedger, ids: readonly string[], daysOld: number, key: string | null) {
	const time = new Date(Date.now() - daysOld * DAY_MS).toISOString();
	const order = key === null ? {} : { partitionkey: key };
	const events = ids.map((id) => ({ specversion: "1.0", id, source: "/grow", type: EVENT_TYPE, time, ...order, data: { id } }));
	await callExpecting(client, ledger, [202], { method: "POST", path: "/v1/events", headers: EVENTS_TYPE, body: JSON.stringify(events) });
	ledger.counts.events += ids.length;
	for (const id of ids) ledger.events.add(id);
}

export async function putFile(client: Client, ledger: TenantLedger, name: string, body: string): Promise<void> {
	const path = `/v1/files/${name}`;
	await callExpecting(client, ledger, [200, 201], { method: "PUT", path, headers: { "content-type": "text/plain" }, body });
	ledger.files.set(name, body);
}

/** Text that is the same for the same words, and looks like nothing else. */
export const toText = (...words: readonly (string | number)[]) => createHash("sha256").update(words.join(" ")).digest("base64url");

/** Uniform in [0, 1), the same for the same words. */
export const toShare = (...words: readonly (string | number)[]) =>
	createHash("sha256").update(words.join(" ")).digest().readUInt32BE() / 2 ** 32;
