import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { toJoinRequest } from "../../../workers/lib/live/join-request.ts";

const UPGRADE = new Headers({ upgrade: "websocket" });

/** A connection to a room of a tenant's, and how it was closed. */
async function connect(tenant: string, room: string, keyId: string) {
	const join = { address: { tenant, room, location: "weur" }, node: 0, full: null, member: null, publish: true, keyId };
	const { webSocket } = await env.HUB.getByName(`${tenant}/${room}/0`).fetch(toJoinRequest(join, UPGRADE));
	const closed: { code: number | null } = { code: null };
	webSocket?.addEventListener("close", ({ code }) => {
		closed.code = code;
	});
	webSocket?.accept();
	return closed;
}

it("closes a revoked key's connections in all of the tenant's rooms, and no other's, and those that came by an old copy of the key", async () => {
	const list = env.OBJECT_LIST.getByName("acme-keys");
	const [one, two, kept, others] = [
		await connect("acme-keys", "one", "k1"),
		await connect("acme-keys", "two", "k1"),
		await connect("acme-keys", "two", "k2"),
		await connect("globex-keys", "one", "k1"),
	];
	await list.revokeKey({ tenant: "acme-keys", location: "weur", keyId: "k1" });
	// The alarm may have gone off by itself.
	await runDurableObjectAlarm(list);
	await vi.waitFor(() => expect([one.code, two.code]).toEqual([4003, 4003]));
	expect([kept.code, others.code]).toEqual([null, null]);

	const late = await connect("acme-keys", "three", "k1");
	const due = await runInDurableObject(list, (_, { storage }) => storage.getAlarm());
	expect(due).toBeGreaterThan(Date.now() + 200_000);
	await runInDurableObject(list, (_, { storage }) => {
		storage.sql.exec("UPDATE key_sweeps SET due_at = 0");
	});
	await runDurableObjectAlarm(list);
	await vi.waitFor(() => expect(late.code).toBe(4003));
	expect(await runInDurableObject(list, (_, { storage }) => storage.getAlarm())).toBeNull();
	expect([kept.code, others.code]).toEqual([null, null]);
});
