import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

it("delivers in order by its alarm, also when it is evicted with messages that wait", async () => {
	const lane = env.RECORDING_LANE.getByName("orders");
	for (let i = 0; i < 5; i += 1) expect(await lane.put(`m${i}`, `body ${i}`)).toBe("taken");
	await evictDurableObject(lane);
	expect(await lane.put("m0", "again")).toBe("known");
	await runDurableObjectAlarm(lane);
	expect(await lane.list()).toEqual(["m0 body 0", "m1 body 1", "m2 body 2", "m3 body 3", "m4 body 4"]);
});
