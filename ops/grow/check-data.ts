import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Check, checkAll } from "./check.ts";
import { callAdmin, readShards } from "./load.ts";
import { callAs, type TenantLedger } from "./tenant-ledger.ts";
import type { World } from "./world.ts";
import { COLLECTION, EVENT_TYPE } from "./write-as-tenant.ts";

const recordPage = z.object({ records: z.array(z.object({ id: z.string() })), cursor: z.string().optional() });
const eventPage = z.object({ events: z.array(z.object({ id: z.string() })), cursor: z.string().optional() });
const letterPage = z.object({ deadLetters: z.array(z.unknown()) });

const PAGE = 100;

/** Every tenant, record, event, file and session that the ledgers know, and nothing besides. */
export async function checkData(world: World): Promise<readonly Check[]> {
	const { tenants } = world;
	const total = (count: (ledger: TenantLedger) => number) => tenants.reduce((sum, ledger) => sum + count(ledger), 0);
	const each = async (find: (ledger: TenantLedger) => Promise<readonly string[]>) => (await Promise.all(tenants.map(find))).flat();
	return [
		checkAll("tenants where they were", tenants.length, await each((ledger) => findMoved(world, ledger))),
		checkAll(
			"records, byte for byte",
			total(({ records }) => records.size),
			await each((ledger) => findBadRecords(world, ledger)),
		),
		checkAll(
			"events, each once",
			total(({ events }) => events.size),
			await each((ledger) => findBadEvents(world, ledger)),
		),
		checkAll(
			"files",
			total(({ files }) => files.size),
			await each((ledger) => findBadFiles(world, ledger)),
		),
		checkAll("sessions", world.sessions.length, await findClosedSessions(world)),
		checkAll("dead letters", 0, await findDeadLetters(world)),
	];
}

async function findMoved({ client, account }: World, { id, shards }: TenantLedger): Promise<readonly string[]> {
	const now = await readShards(client, account, id);
	return now.join(" ") === shards.join(" ") ? [] : [`${id}: was on ${shards.join(" ")}, is on ${now.join(" ")}`];
}

async function findBadRecords(world: World, ledger: TenantLedger): Promise<readonly string[]> {
	const listed = await listAll(world, ledger, `/v1/records/${COLLECTION}?`, (text) => {
		const { records, cursor } = recordPage.parse(text);
		return { ids: records.map(({ id }) => id), cursor };
	});
	const faults = compareIds(ledger.id, "record", [...ledger.records.keys()], listed);
	for (const [id, body] of ledger.records) {
		const { status, text } = await callAs(world.client, ledger, { method: "GET", path: `/v1/records/${COLLECTION}/${id}` });
		if (status !== 200 || text !== body) faults.push(`${ledger.id}: record ${id} is ${status} ${text.slice(0, 80)}`);
	}
	return faults;
}

/** Those that wait in a queue come with their batch. */
async function findBadEvents(world: World, ledger: TenantLedger): Promise<readonly string[]> {
	for (const since = performance.now(); ; await sleep(500)) {
		const listed = await listAll(world, ledger, `/v1/events?type=${EVENT_TYPE}&`, (text) => {
			const { events, cursor } = eventPage.parse(text);
			return { ids: events.map(({ id }) => id), cursor };
		});
		const faults = compareIds(ledger.id, "event", [...ledger.events], listed);
		if (faults.length === 0 || performance.now() - since > world.patienceMs) return faults;
	}
}

type ReadPage = (text: unknown) => { readonly ids: readonly string[]; readonly cursor: string | undefined };

async function listAll({ client }: World, ledger: TenantLedger, path: string, read: ReadPage): Promise<readonly string[]> {
	const all: string[] = [];
	for (let cursor: string | undefined = ""; cursor !== undefined; ) {
		const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
		const { text } = await callAs(client, ledger, { method: "GET", path: `${path}limit=${PAGE}${after}` });
		const page = read(JSON.parse(text));
		all.push(...page.ids);
		cursor = page.cursor;
	}
	return all;
}

function compareIds(tenant: string, what: string, expected: readonly string[], found: readonly string[]): string[] {
	const [wanted, there] = [new Set(expected), new Set(found)];
	return [
		...expected.filter((id) => !there.has(id)).map((id) => `${tenant}: ${what} ${id} is missing`),
		...found.filter((id, index) => found.indexOf(id) !== index).map((id) => `${tenant}: ${what} ${id} is there twice`),
		...[...there].filter((id) => !wanted.has(id)).map((id) => `${tenant}: ${what} ${id} was never written`),
	];
}

async function findBadFiles({ client }: World, ledger: TenantLedger): Promise<readonly string[]> {
	const faults: string[] = [];
	for (const [name, body] of ledger.files) {
		const { status, text } = await callAs(client, ledger, { method: "GET", path: `/v1/files/${name}` });
		if (status !== 200 || text !== body) faults.push(`${ledger.id}: file ${name} is ${status}, ${text.length} bytes`);
	}
	return faults;
}

async function findClosedSessions({ client, sessions }: World): Promise<readonly string[]> {
	const answers = await Promise.all(sessions.map((cookie) => client.send({ method: "GET", path: "/admin/session", headers: { cookie } })));
	return answers.flatMap(({ status }, index) => (status === 200 ? [] : [`session ${index} is answered ${status}`]));
}

async function findDeadLetters({ client, account }: World): Promise<readonly string[]> {
	const { text } = await callAdmin(client, account, "GET", "/admin/dead-letters");
	return letterPage.parse(JSON.parse(text)).deadLetters.map((letter) => JSON.stringify(letter).slice(0, 200));
}
