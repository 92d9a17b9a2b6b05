import { setTimeout as sleep } from "node:timers/promises";
import type { TenantLedger } from "./tenant-ledger.ts";
import type { World } from "./world.ts";
import { postEvents, putFile, putRecord, readRecord, toShare, toText } from "./write-as-tenant.ts";

/** A tenant's pause between two requests: within the smallest stage's limit of 200 in ten seconds. */
const PAUSE_MS = 100;

/** Shares of requests: the rest read a record. */
const PUTS = 0.35;
const POSTS = 0.25;
const FILES = 0.05;

/** Each tenant writes and reads, one request after another, until it is told to stop; what it was told stands in its ledger. */
export function startTraffic(world: World, name: string): () => Promise<void> {
	let going = true;
	const run = async (ledger: TenantLedger) => {
		for (let n = 0; going; n += 1) {
			await actOnce(world, ledger, name, n);
			await sleep(PAUSE_MS);
		}
	};
	const running = Promise.all(world.tenants.map(run));
	// It is awaited when it stops; until then nobody listens.
	running.catch(() => {});
	return async () => {
		going = false;
		await running;
	};
}

async function actOnce({ client, seed }: World, ledger: TenantLedger, name: string, n: number): Promise<void> {
	const share = toShare(seed, ledger.id, name, n);
	const text = toText(seed, ledger.id, name, n);
	const oneOf = (count: number) => Math.floor(toShare(text) * count);
	if (share < PUTS) return putRecord(client, ledger, `${name}-${oneOf(20)}`, JSON.stringify({ n, text }));
	if (share < PUTS + POSTS) {
		const ids = Array.from({ length: 1 + oneOf(3) }, (_, place) => `${ledger.id}-${name}-${n}-${place}`);
		return postEvents(client, ledger, ids, oneOf(2), oneOf(4) === 0 ? "traffic" : null);
	}
	if (share < PUTS + POSTS + FILES) return putFile(client, ledger, `${name}/${oneOf(3)}.txt`, text);
	const known = [...ledger.records.keys()];
	return readRecord(client, ledger, known[oneOf(known.length)] ?? "");
}
