import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { LaneMessage } from "../../../workers/lib/ordered-lane/lane-store.ts";

const POLICY = { maxAttempts: 3, retryDelaySeconds: 2 } as const;
const toRef = (key: string) => ({ tenant: "demo", location: "weur", key });
const message = (id: string) => ({ id, body: `body ${id}` });

/** A receiver that remembers what it was given; it fails where `fails` says so. */
function makeReceiver(fails: (id: string) => boolean = () => false) {
	const seen: string[] = [];
	const deliver = async ({ id }: LaneMessage) => {
		if (fails(id)) return "receiver is down";
		seen.push(id);
		return null;
	};
	return { seen, deliver, bury: async ({ id }: LaneMessage, reason: string) => void seen.push(`${id}: ${reason}`) };
}

it("delivers in order by the functions of whoever drains it, also when it was evicted with messages that wait", async () => {
	const lane = env.ORDERED_LANE.getByName("demo/orders");
	for (let i = 0; i < 5; i += 1) expect(await lane.put(toRef("orders"), [message(`m${i}`)])).toBe("taken");
	await evictDurableObject(lane);
	await lane.put(toRef("orders"), [message("m0"), message("m5")]);
	const { seen, ...receiver } = makeReceiver();
	await lane.drain(receiver, POLICY);
	expect(seen).toEqual(["m0", "m1", "m2", "m3", "m4", "m5"]);
});

it("is drained by one at a time, who also gets what comes meanwhile", async () => {
	const lane = env.ORDERED_LANE.getByName("demo/busy");
	await lane.put(toRef("busy"), [message("a")]);
	const second = makeReceiver();
	const { seen, ...first } = makeReceiver();
	const deliver = async (one: LaneMessage) => {
		const reason = await first.deliver(one);
		if (one.id !== "a") return reason;
		await lane.drain({ deliver: second.deliver, bury: second.bury }, POLICY);
		await lane.put(toRef("busy"), [message("b")]);
		return reason;
	};
	await lane.drain({ deliver, bury: first.bury }, POLICY);
	expect([seen, second.seen]).toEqual([["a", "b"], []]);
});

const nextAlarm = (lane: DurableObjectStub<import("../../../workers/objects/index.ts").OrderedLane>) =>
	runInDurableObject(lane, async (_, { storage }) => ((await storage.getAlarm()) ?? Number.NaN) - Date.now());

it("rings until it is empty, waits as long as its receiver fails, and no new message hastens that", async () => {
	const lane = env.ORDERED_LANE.getByName("demo/rings");
	await lane.put(toRef("rings"), [message("a")]);
	await runDurableObjectAlarm(lane);
	expect(await nextAlarm(lane)).toBeGreaterThan(30_000);
	const { seen, ...receiver } = makeReceiver((id) => id === "a");
	await lane.drain(receiver, { maxAttempts: 3, retryDelaySeconds: 1_000 });
	await lane.put(toRef("rings"), [message("b")]);
	expect(await nextAlarm(lane)).toBeGreaterThan(400_000);
	await lane.drain(receiver, POLICY);
	await lane.drain(receiver, POLICY);
	expect(seen).toEqual(["a: receiver is down", "b"]);
});

it("forgets all once it was empty for a day, and begins anew", async () => {
	const lane = env.ORDERED_LANE.getByName("demo/ends");
	const { seen, ...receiver } = makeReceiver();
	await lane.put(toRef("ends"), [message("a")]);
	await lane.drain(receiver, POLICY);
	expect(await nextAlarm(lane)).toBeGreaterThan(80_000_000);
	await runDurableObjectAlarm(lane);
	expect(await nextAlarm(lane)).toBeNaN();
	await lane.put(toRef("ends"), [message("a")]);
	await lane.drain(receiver, POLICY);
	expect(seen).toEqual(["a", "a"]);
});

it("keeps its messages where whoever drains it goes away", async () => {
	const lane = env.ORDERED_LANE.getByName("demo/gone");
	await lane.put(toRef("gone"), [message("a"), message("b")]);
	const { seen, ...receiver } = makeReceiver();
	const gone = { deliver: () => Promise.reject(new Error("gone")), bury: () => Promise.reject(new Error("the queue is down")) };
	await runInDurableObject(lane, (one) => expect(one.drain(gone, { ...POLICY, maxAttempts: 1 })).rejects.toThrow("the queue is down"));
	await lane.drain(receiver, POLICY);
	expect(seen).toEqual(["a", "b"]);
});
