import { expect, it } from "vitest";
import type { ArchiveReading } from "../../workers/lib/archive/archive-store.ts";
import { runRestore } from "../../workers/lib/restore/run-restore.ts";
import { KeptSteps } from "../move/kept-steps.ts";
import { stores } from "../move/stores.ts";
import { World } from "../move/world.ts";
import { makeExport } from "./make-export.ts";

const KEY = "exports/t/1/manifest.json";
const RECORDS = new Map([
	["a", "1"],
	["b", "2"],
]);

/** Spoils every byte range behind the first so many reads of one. */
const spoilAfter = (store: ArchiveReading, reads: number): ArchiveReading => {
	let count = 0;
	return {
		async get(key, options) {
			const found = await store.get(key, options);
			if (!found || !options || count++ < reads) return found;
			return { ...found, arrayBuffer: async () => new ArrayBuffer(options.range.length) };
		},
	};
};

it.each([
	["first", 0],
	["second", 1],
])("changes nothing where the %s part of the export isn't as it was written", async (which, reads) => {
	const world = new World(stores, 5, `spoilt-${which}`, { location: "weur", shards: ["pool-weur-0"] });
	await world.open();
	for (let i = 0; i < 30; i++) await world.act();
	await world.drain();
	const plan = await world.enterRestore({ to: 0, events: "keep", from: KEY });
	const store = spoilAfter(await makeExport(KEY, RECORDS), reads);
	const said: string[] = [];
	const shard = { ...world.mover(), ...world.restorer() };
	const steps = new KeptSteps(1);
	const options = { plan, steps, directory: world.directory(), shardOf: () => shard, now: world.now, store };
	expect(await runRestore({ ...options, onError: (_, error) => void said.push(String(error)) })).toBe("undone");
	expect(said.join()).toMatch(/part [12] of .* has SHA-256/);
	expect(await world.home()).toMatchObject({ epoch: 1 });
	expect((await world.walk(world.first)).records).toEqual(new Map([...world.records].toSorted(([a], [b]) => (a < b ? -1 : 1))));
	expect(await world.listUnfinished()).toEqual([]);
});

it.each([0, 1, 2])(
	"brings back all of it though the store fails each third time, also when the tenant is closed already: from %i on",
	async (first) => {
		const world = new World(stores, 7, `failing-${first}`, { location: "weur", shards: ["pool-weur-0"] });
		await world.open();
		for (let i = 0; i < 30; i++) await world.act();
		await world.drain();
		const plan = await world.enterRestore({ to: 0, events: "keep", from: KEY });
		const whole = await makeExport(KEY, RECORDS);
		let count = 0;
		const store: ArchiveReading = {
			get: (key, options) => (count++ % 3 === first ? Promise.reject(new Error("R2 is down")) : whole.get(key, options)),
		};
		const said: string[] = [];
		const shard = { ...world.mover(), ...world.restorer() };
		const options = { plan, steps: new KeptSteps(3), directory: world.directory(), shardOf: () => shard, now: world.now, store };
		expect([await runRestore({ ...options, onError: (_, error) => void said.push(String(error)) }), said]).toEqual(["done", []]);
		expect((await world.walk((await world.home()) ?? world.first)).records).toEqual(RECORDS);
		expect(await world.listUnfinished()).toEqual([]);
	},
);
