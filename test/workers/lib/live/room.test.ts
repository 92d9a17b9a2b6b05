import { evictDurableObject } from "cloudflare:test";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type Client, openMemoryRoom, openWorkerdRoom, type Room } from "./room-world.ts";

const dataOf = ({ received }: Client) => received.filter(({ type }) => type === "message").map(({ data }) => data);
const typesOf = ({ received }: Client) => received.map(({ type }) => type);
const last = ({ received }: Client) => received.at(-1);

async function connectAll(room: Room, count: number): Promise<readonly Client[]> {
	const clients: Client[] = [];
	for (let i = 0; i < count; i += 1) clients.push(await room.connect({ member: `m${i}` }));
	return clients;
}

/** In workerd events take their time; in memory they are there at once. */
async function arrives(room: Room, check: () => void): Promise<void> {
	await vi.waitFor(async () => {
		await room.settle();
		check();
	});
}

/** One that sleeps already has nothing to lose. */
const evict = (stub: DurableObjectStub) =>
	evictDurableObject(stub, { webSockets: "hibernate" }).catch((error: unknown) => {
		if (!String(error).includes("not currently running")) throw error;
	});

describe.for([
	{ adapter: "memory", open: (): Room => openMemoryRoom() },
	{ adapter: "workerd", open: () => openWorkerdRoom(evict) },
])("a room, on $adapter,", ({ open }) => {
	it("welcomes, tells who comes and goes, and counts", async () => {
		const room = open();
		const alice = await room.connect({ member: "alice" });
		const bob = await room.connect({ member: "bob" });
		await arrives(room, () => expect(typesOf(alice)).toEqual(["welcome", "join", "join"]));
		expect(alice.received[2]).toMatchObject({ type: "join", member: "bob", members: 2 });
		expect(await room.presence()).toEqual({ members: 2, nodes: 1 });
		bob.close();
		await arrives(room, () => expect(last(alice)).toMatchObject({ type: "leave", member: "bob", members: 1 }));
		expect(await room.presence()).toEqual({ members: 1, nodes: 1 });
	});

	it("closes what was opened with a key, and tells the others, also after it has slept", async () => {
		const room = open();
		const stays = await room.connect({ member: "stays", keyId: "good" });
		const goes = await room.connect({ member: "goes", keyId: "lost" });
		await arrives(room, () => expect(stays.received.at(-1)).toMatchObject({ type: "join", member: "goes" }));
		await room.evict(0);
		await room.closeKey(0, "lost");
		await arrives(room, () => expect([goes.closed(), stays.closed()]).toEqual([4003, null]));
		expect(stays.received.filter(({ type }) => type === "leave")).toMatchObject([{ member: "goes", members: 1 }]);
		await room.closeKey(0, "lost");
		expect(await room.presence()).toEqual({ members: 1, nodes: 1 });
	});

	it("grows from one node to a tree with every connection kept, and gives each member each message once, in one order", async () => {
		const room = open();
		const first = await connectAll(room, 2);
		await room.publish("small");
		const more = await connectAll(room, 12);
		const all = [...first, ...more];
		expect(Math.max(...all.map(({ node }) => node))).toBe(6);
		for (let i = 0; i < 4; i += 1) for (const [index, client] of all.entries()) client.send({ type: "publish", data: `${index}-${i}` });
		await room.publish("from the server");
		await arrives(room, () => {
			for (const client of all) expect(dataOf(client).length).toBeGreaterThanOrEqual(4 * all.length + 1);
		});
		const [order = []] = more.map(dataOf);
		expect(new Set(order).size).toBe(4 * all.length + 1);
		for (const client of more) expect(dataOf(client)).toEqual(order);
		for (const client of first) expect(dataOf(client)).toEqual(["small", ...order]);
		for (const index of all.keys()) {
			const own = order.filter((data) => String(data).startsWith(`${index}-`));
			expect(own).toEqual([0, 1, 2, 3].map((i) => `${index}-${i}`));
		}
		expect(await room.presence()).toEqual({ members: 14, nodes: 7 });
		expect(all.map((client) => client.closed())).toEqual(all.map(() => null));
	});

	it("gives a message that was on its way when its root was evicted to every member once", async () => {
		const room = open();
		const all = await connectAll(room, 10);
		const published = room.publish("before");
		await room.evict(0);
		await published.catch(() => undefined);
		await room.publish("after");
		await room.evict(0);
		await room.alarm(0);
		await arrives(room, () => {
			for (const client of all) expect(dataOf(client)).toContain("after");
		});
		const [order = []] = all.map(dataOf);
		expect(new Set(order).size).toBe(order.length);
		for (const client of all) expect(dataOf(client)).toEqual(order);
	});

	it("gives a message once where a node in the middle is evicted and gets it again", async () => {
		const room = open();
		const all = await connectAll(room, 14);
		for (const text of ["a", "b", "c"]) {
			await room.publish(text);
			for (const node of [1, 2, 3, 5]) await room.evict(node);
			await room.evict(0);
			await room.alarm(0);
		}
		await arrives(room, () => {
			for (const client of all) expect(dataOf(client)).toEqual(["a", "b", "c"]);
		});
	});

	it("keeps connections, names and rights of its members while its objects sleep", async () => {
		const room = open();
		const [alice, bob] = [await room.connect({ member: "alice" }), await room.connect({ member: "bob", publish: false })];
		await connectAll(room, 3);
		for (const node of [0, 1]) await room.evict(node);
		alice.send({ type: "publish", data: 1, ref: "r" });
		bob.send({ type: "publish", data: 2, ref: "r" });
		await arrives(room, () => expect(last(bob)).toEqual({ type: "error", code: "may-not-publish", ref: "r" }));
		await arrives(room, () => expect(alice.received.at(-1)).toMatchObject({ type: "ack", ref: "r" }));
		expect(bob.received.find(({ type }) => type === "message")).toMatchObject({ from: { member: "alice" }, data: 1 });
	});

	it("answers what it doesn't understand, and closes on what it may not read", async () => {
		const room = open();
		const client = await room.connect();
		for (const wrong of ["{", "[]", { type: "no" }, { type: "publish" }, { type: "mark", n: 7 }]) {
			client.send(wrong);
			await arrives(room, () => expect(last(client)).toMatchObject({ type: "error", code: "bad-message" }));
			client.received.pop();
		}
		client.send({ type: "publish", data: "x".repeat(2_000) });
		await arrives(room, () => expect(client.closed()).toBe(1009));
	});

	it("takes only so many messages of a connection, and cuts off who goes on", async () => {
		const room = open();
		const [fast, calm] = [await room.connect(), await room.connect()];
		for (let i = 0; i < 120; i += 1) fast.send({ type: "presence" });
		await arrives(room, () => expect(fast.received.filter(({ type }) => type === "error").length).toBeGreaterThan(0));
		expect(fast.received.filter(({ type }) => type === "presence").length).toBeGreaterThanOrEqual(100);
		for (let i = 0; i < 200; i += 1) if (fast.closed() === null) fast.send({ type: "presence" });
		await arrives(room, () => expect(fast.closed()).toBe(1008));
		calm.send({ type: "presence" });
		await arrives(room, () => expect(last(calm)).toMatchObject({ type: "presence" }));
	});

	it("holds back what a slow member doesn't read, tells it how much that was, and holds up nobody else", async () => {
		const room = open();
		const [slow, fast] = [await room.connect({ reads: false }), await room.connect()];
		const echo = async (client: Client) => {
			const marks = client.received.filter(({ type }) => type === "mark");
			client.send(marks.at(-1));
		};
		for (let i = 0; i < 12; i += 1) {
			await room.publish("x".repeat(10_000));
			await arrives(room, () => expect(dataOf(fast)).toHaveLength(i + 1));
			await room.settle();
		}
		// 40,000 bytes in eight parts: each message ends one.
		expect(dataOf(slow)).toHaveLength(8);
		await room.evict(0);
		await echo(slow);
		await arrives(room, () => expect(last(slow)).toMatchObject({ type: "gap" }));
		await room.publish("read again");
		await arrives(room, () => expect(dataOf(slow).at(-1)).toBe("read again"));
	});
});

describe("a room in memory", () => {
	it("gives each member each message once in one order, whatever is evicted or unreachable when", () =>
		fc.assert(
			fc.asyncProperty(
				fc.array(fc.oneof(fc.record({ evict: fc.nat(6) }), fc.record({ fail: fc.nat(6) }), fc.record({ say: fc.nat(99) })), {
					maxLength: 25,
				}),
				async (steps) => {
					const room = openMemoryRoom();
					const all = await connectAll(room, 14);
					const said: number[] = [];
					for (const step of steps) {
						if ("evict" in step) await room.evict(step.evict);
						else if ("fail" in step && step.fail > 0) room.down.add(step.fail);
						else if ("say" in step) {
							const published = await room.publish(step.say);
							if (published.kind === "taken") said.push(step.say);
							room.down.clear();
							await room.alarm(0);
						}
					}
					room.down.clear();
					// What was still on its way may fail, and then asks for the second alarm.
					for (let alarms = 0; alarms < 2; alarms += 1) {
						await room.alarm(0);
						await room.settle();
					}
					for (const client of all) expect(dataOf(client)).toEqual(said);
				},
			),
			{ numRuns: 100 },
		));

	it("takes no more messages while too many wait for a part that can't be reached, and tells that part what it missed", async () => {
		const room = openMemoryRoom();
		const all = await connectAll(room, 6);
		await room.publish("first");
		await room.settle();
		room.down.add(1);
		let taken = 0;
		while ((await room.publish(taken)).kind === "taken") taken += 1;
		expect(taken).toBe(1_000);
		room.clock.now += 31_000;
		room.down.clear();
		await room.alarm(0);
		expect((await room.publish("again")).kind).toBe("taken");
		await room.settle();
		const lost = all.find(({ node }) => node === 1);
		expect(lost?.received.slice(-3)).toMatchObject([{ data: "first" }, { type: "gap", missed: null }, { data: "again" }]);
	});

	it("shrinks to one node when the others are empty, and grows again", async () => {
		const room = openMemoryRoom();
		const all = await connectAll(room, 14);
		for (const client of all.slice(2)) client.close();
		room.clock.now += 30_000;
		expect(await room.presence()).toEqual({ members: 2, nodes: 7 });
		room.clock.now += 31_000;
		expect(await room.presence()).toEqual({ members: 2, nodes: 1 });
		const again = await connectAll(room, 3);
		await room.publish("hello");
		await room.settle();
		for (const client of [...all.slice(0, 2), ...again]) expect(dataOf(client)).toEqual(["hello"]);
		expect(again.flatMap(({ received }) => received).some(({ type }) => type === "gap")).toBe(false);
	});

	it("fills the places of those who left before it grows", async () => {
		const room = openMemoryRoom();
		const all = await connectAll(room, 6);
		for (const client of all.filter(({ node }) => node === 1)) client.close();
		room.clock.now += 2_000;
		expect((await connectAll(room, 2)).map(({ node }) => node)).toEqual([1, 1]);
	});

	it("cuts off a member that reads nothing for half a minute", async () => {
		const room = openMemoryRoom();
		const slow = await room.connect({ reads: false });
		for (let i = 0; i < 12; i += 1) await room.publish("x".repeat(10_000));
		room.clock.now += 31_000;
		await room.publish("one more");
		expect(slow.closed()).toBe(4008);
	});
});

it("keeps rooms of one name of two tenants apart", async () => {
	const address = { room: "lobby", location: "weur" };
	const [ours, theirs] = ["acme", "globex"].map((tenant) => openWorkerdRoom(evict, { ...address, tenant }));
	const [alice, bob] = [await ours?.connect(), await theirs?.connect()];
	await ours?.publish("ours");
	await vi.waitFor(() => expect(alice && dataOf(alice)).toEqual(["ours"]));
	expect([await theirs?.presence(), bob && dataOf(bob)]).toEqual([{ members: 1, nodes: 1 }, []]);
});
