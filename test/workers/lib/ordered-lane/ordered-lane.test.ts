import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LaneStore, makeMemoryLane } from "../../../../workers/lib/ordered-lane/lane-store.ts";
import {
	type LanePolicy,
	type LaneReceiver,
	makeOrderedLane,
	type OrderedLaneOptions,
} from "../../../../workers/lib/ordered-lane/make-ordered-lane.ts";
import { makeSqlLane } from "../../../../workers/objects/sql-lane.ts";

type WithStore = (use: (store: LaneStore) => Promise<void>) => Promise<void>;

/** Any object will do for its storage. */
let objects = 0;
const inObject: WithStore = (use) => {
	objects += 1;
	return runInDurableObject(env.COUNTER.getByName(`lane-${objects}`), (_, { storage }) => use(makeSqlLane(storage.sql)));
};

/** A lane that remembers what arrived and what is buried; deliveries fail where `fails` says so. */
function open(
	store: LaneStore,
	fails: (id: string) => boolean = () => false,
	{ maxAttempts = 3, bury = async () => {}, ...more }: Partial<OrderedLaneOptions & LanePolicy & LaneReceiver> = {},
) {
	const arrived: string[] = [];
	const buried: string[] = [];
	const receiver: LaneReceiver = {
		deliver: async ({ id }) => {
			if (fails(id)) return "receiver is down";
			arrived.push(id);
			return null;
		},
		bury: async (message, reason) => {
			await bury(message, reason);
			buried.push(`${message.id} ${message.attempts} ${reason}`);
		},
	};
	const lane = makeOrderedLane({ store, maxWaiting: 100, maxPerRun: 50, random: () => 1, ...more });
	const put = (...ids: string[]) => lane.put(ids.map((id) => ({ id, body: "" })));
	return { put, run: () => lane.run(receiver, { maxAttempts, retryDelaySeconds: 2 }), arrived, buried };
}

describe.for([
	{ adapter: "memory", withStore: ((use) => use(makeMemoryLane())) satisfies WithStore },
	{ adapter: "workerd", withStore: inObject },
])("an ordered lane, on $adapter,", ({ withStore }) => {
	it("delivers in the order in which messages came, whatever fails in between", () =>
		fc.assert(
			fc.asyncProperty(fc.array(fc.nat(2), { maxLength: 30 }), (failures) =>
				withStore(async (store) => {
					const left = new Map(failures.map((times, index) => [`m${index}`, times]));
					const { put, run, arrived, buried } = open(store, (id) => {
						const times = left.get(id) ?? 0;
						left.set(id, times - 1);
						return times > 0;
					});
					const ids = failures.map((_, index) => `m${index}`);
					for (const id of ids) expect(put(id)).toBe("taken");
					while ((await run()) !== null);
					expect([arrived, buried]).toEqual([ids, []]);
				}),
			),
			{ numRuns: 15 },
		));

	it("lets nothing pass a message that fails, and waits longer each time", () =>
		withStore(async (store) => {
			const { put, run, arrived } = open(store, (id) => id === "a");
			put("a");
			put("b");
			expect([await run(), await run(), arrived]).toEqual([2, 4, []]);
		}));

	it("buries a message after its last attempt, with its reason, and goes on", () =>
		withStore(async (store) => {
			const { put, run, arrived, buried } = open(store, (id) => id === "a");
			put("a");
			put("b");
			for (let runs = 0; runs < 3; runs += 1) await run();
			expect([arrived, buried]).toEqual([["b"], ["a 3 receiver is down"]]);
		}));

	it("keeps a message that can't be buried", () =>
		withStore(async (store) => {
			const { put, run } = open(store, () => true, { maxAttempts: 1, bury: () => Promise.reject(new Error("queue is down")) });
			put("a");
			await expect(run()).rejects.toThrow("queue is down");
			expect(store.size()).toBe(1);
		}));

	it("takes an id once, also after its message has left, and no more than may wait: all of a call or none", () =>
		withStore(async (store) => {
			const { put, run, arrived } = open(store, undefined, { maxWaiting: 3 });
			expect([put("a", "a"), put("a"), put("b", "c", "d"), store.size(), put("b")]).toEqual(["taken", "taken", "full", 1, "taken"]);
			await run();
			expect([put("a"), put("c"), store.size()]).toEqual(["taken", "taken", 1]);
			await run();
			expect(arrived).toEqual(["a", "b", "c"]);
		}));

	it("ends a run that is long enough and asks for the next at once", () =>
		withStore(async (store) => {
			const { put, run, arrived } = open(store, undefined, { maxPerRun: 2 });
			for (const id of ["a", "b", "c"]) put(id);
			expect([await run(), arrived, await run(), arrived.length]).toEqual([0, ["a", "b", "c"], null, 3]);
		}));
});
