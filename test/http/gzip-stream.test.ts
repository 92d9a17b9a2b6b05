import { get, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BenchWorker, startBenchWorker } from "../../bench/bench-worker.ts";

let worker: BenchWorker;
beforeAll(async () => {
	worker = await startBenchWorker("test/workers/lib/http/lines-worker.ts", {});
});
afterAll(() => worker.stop());

async function ask(path: string): Promise<IncomingMessage> {
	const url = new URL(path, await worker.miniflare.ready);
	return new Promise((resolve, reject) => void get(url, { headers: { "accept-encoding": "gzip" } }, resolve).on("error", reject));
}

/** Asks until the Worker has stood still for a while: each question gives it a turn. */
async function countPages(): Promise<number> {
	let [before, same] = ["", 0];
	while (same < 50) {
		const pages = await worker.fetch("/pages");
		same = pages === before ? same + 1 : 0;
		before = pages;
	}
	return Number(before);
}

it("is one gzip stream that ends with the line of a whole export", async () => {
	const answer = await ask("/?pages=3");
	expect(answer.headers).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" });
	const lines = gunzipSync(Buffer.concat(await answer.toArray()))
		.toString()
		.trimEnd()
		.split("\n");
	expect(lines.map((line) => Object.keys(JSON.parse(line))[0])).toEqual(["id", "cursor", "id", "cursor", "id", "end"]);
});

it("is made no faster than the client takes it", async () => {
	const answer = await ask("/?pages=200");
	answer.pause();
	const pages = await countPages();
	answer.destroy();
	// What the sockets hold, whatever the export has.
	expect(pages).toBeGreaterThan(0);
	expect(pages).toBeLessThan(60);
});
