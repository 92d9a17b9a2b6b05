import { env } from "cloudflare:workers";
import { beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { makeRunRegister } from "../../../workers/lib/runs/run-register.ts";
import { ExportTenant } from "../../../workers/upkeep/export-tenant.ts";
import { ImportTenant } from "../../../workers/upkeep/import-tenant.ts";
import { KeptSteps } from "../lib/archive/kept-steps.ts";
import { openTenant } from "../tenant-databases.ts";
import { failEachCall, type Playing, playWorkflow } from "./play-workflow.ts";
import { archiveJuly, dump, emptyStores, JULY, makeEnv, storeEvents } from "./upkeep-world.ts";

const { DIRECTORY, SHARD__POOL__WEUR__0, SHARD__TENANT__ACME__EU__0, SHARD__TENANT__ACME__EU__1 } = env;
const FROM = "from";
const RECORDS = 40;
const ROWS = [
	`INSERT INTO tenants VALUES ('${FROM}', 'p', 'weur', 'open', 1, 0), ('acme', 'p', 'eu', 'open', 1, 0)`,
	`INSERT INTO tenant_shards VALUES ('${FROM}', 0, 'pool-weur-0'), ('acme', 0, 'tenant-acme-0'), ('acme', 1, 'tenant-acme-1')`,
];
const runs = makeRunRegister(DIRECTORY, () => 0);

/** A tenant of the pool with archived events, and one with nothing, on two databases of another jurisdiction, which is to have all that. */
async function begin(): Promise<void> {
	await emptyStores();
	await DIRECTORY.batch(ROWS.map((sql) => DIRECTORY.prepare(sql)));
	await openTenant(SHARD__POOL__WEUR__0, FROM);
	for (const database of [SHARD__TENANT__ACME__EU__0, SHARD__TENANT__ACME__EU__1]) await openTenant(database, "acme");
	const put = SHARD__POOL__WEUR__0.prepare("INSERT INTO records VALUES (?1, 'c', ?2, ?3, 0, 1, ?4)");
	const ids = Array.from({ length: RECORDS }, (_, id) => String(id));
	await SHARD__POOL__WEUR__0.batch(ids.map((id) => put.bind(FROM, id, `etag-${id}`, JSON.stringify({ id }))));
	await storeEvents(FROM, ["old-1", "old-2", "old-3"], JULY, "events_2026_07");
	await storeEvents(FROM, ["new-1", "new-2"], Date.UTC(2026, 10, 5), "events_2026_11");
	await archiveJuly();
	for (const kind of ["export", "import"] as const) await runs.begin({ id: `the-${kind}`, kind, subject: FROM, progress: {} });
}

interface Copying {
	readonly exporting?: Playing;
	readonly importing?: Playing;
}

async function copy({ exporting = {}, importing = {} }: Copying = {}): Promise<readonly string[]> {
	const exported = await playWorkflow(ExportTenant, makeEnv, { tenant: FROM, exportId: "the-export" }, exporting);
	if (exported.outcome === "crashed") return [exported.outcome];
	const manifest = String((await runs.read("the-export"))?.progress["manifest"]);
	const imported = await playWorkflow(ImportTenant, makeEnv, { tenant: "acme", importId: "the-import", manifest }, importing);
	return [exported.outcome, imported.outcome];
}

let left: Readonly<Record<string, unknown>>;
const [exporting, importing] = [new KeptSteps(), new KeptSteps()];
vi.spyOn(console, "error").mockImplementation(() => {});
vi.spyOn(console, "log").mockImplementation(() => {});
// The manifest says when it was written.
vi.spyOn(Date, "now").mockReturnValue(Date.UTC(2026, 10, 21));
beforeAll(async () => {
	await begin();
	expect(await copy({ exporting: { steps: exporting }, importing: { steps: importing } })).toEqual(["ended", "ended"]);
	left = await dump();
});

const rows = z.array(z.looseObject({ id: z.string() }));
/** Rows of each of the databases, of all tables of a kind, but for whose they are. */
const list = (databases: readonly string[], kind: RegExp) =>
	databases
		.flatMap((name) => Object.entries(z.record(z.string(), z.unknown()).parse(left[name])))
		.flatMap(([table, of]) => (kind.test(table) ? rows.parse(of) : []))
		.map(({ tenant, ...row }) => row)
		.toSorted((a, b) => (a.id < b.id ? -1 : 1));
const TARGET = ["SHARD__TENANT__ACME__EU__0", "SHARD__TENANT__ACME__EU__1"];

it("brings records with their entity tags, and events from databases and archive", async () => {
	const records = list(TARGET, /^records$/);
	expect([records.length, records]).toEqual([RECORDS, list(["SHARD__POOL__WEUR__0"], /^records$/)]);
	const events = list(TARGET, /^events_/);
	expect(events.map(({ id }) => id)).toEqual(["new-1", "new-2", "old-1", "old-2", "old-3"]);
	expect(await runs.read("the-import")).toMatchObject({ state: "done", progress: { records: RECORDS, events: 5 } });
});

it("ends the same where the Worker dies behind every step", async () => {
	await begin();
	const steps = { exporting: new KeptSteps(), importing: new KeptSteps() };
	const crashed = new Set<string>();
	const crashes = (kind: keyof typeof steps) => (name: string) =>
		!crashed.has(`${kind} ${name}`) && Boolean(crashed.add(`${kind} ${name}`));
	for (const kind of ["exporting", "importing"] as const) steps[kind].crash = crashes(kind);
	let outcome: readonly string[] = [];
	while (outcome.join() !== "ended,ended")
		outcome = await copy({ exporting: { steps: steps.exporting }, importing: { steps: steps.importing } });
	expect(crashed.size).toBe(exporting.names.length + importing.names.length);
	expect(await dump()).toEqual(left);
});

it("ends the same where each call of each step fails once before it does anything, and once in place of its answer", async () => {
	await begin();
	const { fail, faults } = failEachCall();
	const playing = () => ({ steps: new KeptSteps(1_000), fail });
	expect(await copy({ exporting: playing(), importing: playing() })).toEqual(["ended", "ended"]);
	expect(faults()).toBeGreaterThan(2 * importing.names.length);
	expect(await dump()).toEqual(left);
});
