import { expect, it } from "vitest";
import { makeKeySweeps, type RevokedKey, type Sweep, type SweepStore } from "../../../../workers/lib/key-sweep/key-sweep.ts";

const NOW = Date.UTC(2026, 10, 21);
const STALE = 300_000;
const KEY = { tenant: "acme", location: "weur", keyId: "k1" };

function makeMemoryStore(): SweepStore {
	const sweeps = new Map<string, Sweep>();
	const toId = ({ keyId, round }: Sweep) => `${keyId} ${round}`;
	return {
		put: (sweep) => void sweeps.set(toId(sweep), sweep),
		drop: (sweep) => void sweeps.delete(toId(sweep)),
		first: () => [...sweeps.values()].toSorted((a, b) => a.dueAt - b.dueAt)[0] ?? null,
	};
}

/** A tenant with so many rooms, some of which can't be reached, and a clock that goes on to each alarm. */
function makeWorld(count: number) {
	const rooms = Array.from({ length: count }, (_, index) => `acme/r${String(index).padStart(4, "0")}/0`);
	const down = new Set<string>();
	const told: string[] = [];
	const faults: unknown[] = [];
	const clock = { now: NOW };
	let most = 0;
	const tell = async ({ keyId }: RevokedKey, name: string) => {
		if (down.has(name)) throw new Error(`${name} is down`);
		told.push(`${keyId} ${name}`);
	};
	const sweeps = makeKeySweeps({
		store: makeMemoryStore(),
		listRooms: (after, limit) => rooms.filter((room) => room > after).slice(0, limit),
		closeInRoom: tell,
		closeWatchers: (key) => tell(key, "jobs"),
		staleMs: STALE,
		now: () => clock.now,
		onError: (error) => void faults.push(error),
	});
	return {
		...{ rooms, down, told, faults, sweeps, clock },
		most: () => most,
		/** Runs each alarm until there is none, or until a time. */
		async play(until = Number.POSITIVE_INFINITY): Promise<void> {
			for (let at: number | null = clock.now; at !== null && at <= until; ) {
				clock.now = Math.max(clock.now, at);
				const before = told.length;
				at = await sweeps.run();
				most = Math.max(most, told.length - before);
			}
		},
	};
}

it("tells every room and the watchers of jobs at once, and all again when no copy of the key is believed any more", async () => {
	const world = makeWorld(3);
	expect(world.sweeps.begin(KEY)).toBe(NOW);
	await world.play(NOW);
	const round = ["jobs", ...world.rooms].map((name) => `k1 ${name}`);
	expect([world.told, world.clock.now]).toEqual([round, NOW]);
	world.rooms.push("acme/r9999/0");
	await world.play();
	expect([world.told, world.clock.now]).toEqual([[...round, ...round, "k1 acme/r9999/0"], NOW + STALE]);
	expect(await world.sweeps.run()).toBeNull();
});

it("goes by pages over many rooms, and over several keys", async () => {
	const world = makeWorld(1_001);
	world.sweeps.begin(KEY);
	world.sweeps.begin({ ...KEY, keyId: "k2" });
	await world.play();
	expect(world.told.length).toBe(2 * 2 * 1_002);
	expect(new Set(world.told).size).toBe(2 * 1_002);
	expect(world.most()).toBeLessThanOrEqual(500);
});

it("tries what it can't reach again, then goes on, and meets it once more in the second walk", async () => {
	const world = makeWorld(2);
	const [lost = "", other = ""] = world.rooms;
	world.down.add(lost);
	world.sweeps.begin(KEY);
	await world.play(NOW + 60_000);
	expect(world.told).toContain(`k1 ${other}`);
	expect(world.faults.length).toBe(5);
	world.down.clear();
	await world.play();
	expect(world.told.filter((one) => one.includes(lost))).toEqual([`k1 ${lost}`]);
});

it("begins anew where a key is revoked again", async () => {
	const world = makeWorld(1);
	world.sweeps.begin(KEY);
	await world.play(NOW);
	world.clock.now += 1_000;
	world.sweeps.begin(KEY);
	await world.play();
	expect([world.told.length, world.clock.now]).toEqual([6, NOW + 1_000 + STALE]);
});
