import { expect, it } from "vitest";
import { NOTHING_BILLED } from "../../../../workers/lib/meter/billed-counts.ts";
import { makeMeter } from "../../../../workers/lib/meter/make-meter.ts";
import { answerRpc, askRpc } from "../../../../workers/lib/rpc/rpc-result.ts";
import { makeMemoryKv } from "../meter/memory-bindings.ts";

it("adds to the caller's meter what a call was billed", async () => {
	const [own, remote] = [makeMeter(), makeMeter()];
	own.add({ kvReads: 1 });
	const answer = answerRpc("read", { requestId: "r" }, () => remote.kv(makeMemoryKv()).get("a"), remote);
	expect(await askRpc(answer, own)).toBeNull();
	expect(own.counts()).toEqual({ ...NOTHING_BILLED, kvReads: 2 });
});

it("leaves the caller's meter as it is where the other Worker counts nothing", async () => {
	const own = makeMeter();
	expect(
		await askRpc(
			answerRpc("read", { requestId: "r" }, () => 7),
			own,
		),
	).toBe(7);
	expect(own.counts()).toEqual(NOTHING_BILLED);
});
