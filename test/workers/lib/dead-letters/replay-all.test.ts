import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { toKeyPrefix } from "../../../../workers/lib/dead-letters/letter-key.ts";
import { type ReplaySteps, replayAll } from "../../../../workers/lib/dead-letters/replay-all.ts";
import { replayPage } from "../../../../workers/lib/dead-letters/replay-page.ts";
import type { ReplayedPage, ReplayRange } from "../../../../workers/lib/rpc.ts";

const QUEUE = "stagecraft-test-events-0";
const RANGE: ReplayRange = { queue: QUEUE, from: 1000, to: 2000 };
const bucket = env.BUCKET;

beforeEach(async () => {
	for (let isLast = false; !isLast; ) {
		const { objects, truncated } = await bucket.list();
		await bucket.delete(objects.map(({ key }) => key));
		isLast = !truncated;
	}
});

async function store(at: number, id = `m${at}`): Promise<void> {
	const letter = { id, queue: QUEUE, reason: "r", attempts: 1, at: new Date(at).toISOString(), message: `text of ${id}` };
	await bucket.put(`${QUEUE}/${toKeyPrefix(at)}~${new Date(at).toISOString().replaceAll(":", "-")}~${id}.json`, JSON.stringify(letter));
}
const storeAll = (times: readonly number[]) => Promise.all(times.map((at) => store(at)));
const stored = async () => (await bucket.list()).objects.map(({ key }) => key.split("~").at(-1));

function makeWorld() {
	const world = {
		sent: [] as string[],
		onSend: (): void => undefined,
		progress: {} as Readonly<Record<string, unknown>>,
		ended: [] as (string | null)[],
	};
	const queue = {
		sendBatch: async (batch: Iterable<MessageSendRequest<unknown>>) => {
			world.onSend();
			for (const { body } of batch) world.sent.push(String(body));
			return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
		},
	};
	const page = (range: ReplayRange, after: string | null) =>
		replayPage({ bucket, findQueue: (name) => (name === QUEUE ? queue : null) }, range, after);
	const runs = {
		advance: async (_: string, progress: Readonly<Record<string, unknown>>) => {
			world.progress = progress;
		},
		end: async (_: string, fault: string | null, progress: Readonly<Record<string, unknown>> = {}) => {
			world.ended.push(fault);
			world.progress = progress;
		},
	};
	return { world, letters: { replayPage: page }, runs };
}

/** Steps as a Workflow keeps them; `crash` stops the run once behind the step of that name, before its result is kept. */
class Steps implements ReplaySteps {
	crash = "";
	readonly crashed = Promise.withResolvers<"crashed">();
	readonly #kept = new Map<string, ReplayedPage>();
	readonly #attempts: number;

	constructor(attempts = 1) {
		this.#attempts = attempts;
	}

	async page(name: string, run: () => Promise<ReplayedPage>): Promise<ReplayedPage> {
		const found = this.#kept.get(name);
		if (found) return found;
		for (let attempt = 1; ; attempt++) {
			try {
				const result = await run();
				if (this.crash === name) {
					this.crash = "";
					this.crashed.resolve("crashed");
					return await new Promise(() => undefined);
				}
				this.#kept.set(name, result);
				return result;
			} catch (error) {
				if (attempt === this.#attempts) throw error;
			}
		}
	}

	run(_: string, run: () => Promise<void>): Promise<void> {
		return run();
	}
}

it("sends every letter of the range, newest first, and none beside it", async () => {
	const { world, letters, runs } = makeWorld();
	await storeAll([999, 1000, 1001, 1500, 1999, 2000, 2001]);
	await bucket.put("other-0/1~x~y.json", "{}");
	await replayAll({ letters, runs, steps: new Steps() }, RANGE, "r");
	expect(world.sent).toEqual(["text of m1999", "text of m1500", "text of m1001", "text of m1000"]);
	expect(await stored()).toEqual(["y.json", "m2001.json", "m2000.json", "m999.json"]);
	expect([world.ended, world.progress]).toEqual([[null], { replayed: 4 }]);
});

it("goes on behind the last kept page after a crash at any of them, and loses no letter", async () => {
	for (const crash of ["page 1", "page 2", "page 3"]) {
		const { world, letters, runs } = makeWorld();
		await storeAll(Array.from({ length: 120 }, (_, i) => 1000 + i));
		const steps = new Steps();
		steps.crash = crash;
		const replay = () => replayAll({ letters, runs, steps }, RANGE, "r");
		expect(await Promise.race([replay(), steps.crashed.promise])).toBe("crashed");
		await replay();
		expect([crash, new Set(world.sent).size, await stored(), world.ended]).toEqual([crash, 120, [], [null]]);
	}
});

it("leaves the letters of a batch that its queue didn't take, and says how far it came", async () => {
	const { world, letters, runs } = makeWorld();
	await storeAll(Array.from({ length: 60 }, (_, i) => 1000 + i));
	let batches = 0;
	world.onSend = () => {
		if (++batches > 1) throw new Error("the queue is down");
	};
	await expect(replayAll({ letters, runs, steps: new Steps() }, RANGE, "r")).rejects.toThrow("down");
	expect([world.ended, world.progress, (await stored()).length]).toEqual([["Error: the queue is down"], { replayed: 50 }, 10]);
	world.onSend = () => undefined;
	await replayAll({ letters, runs, steps: new Steps() }, RANGE, "r2");
	expect([world.sent.length, new Set(world.sent).size, await stored()]).toEqual([60, 60, []]);
});

it("tries a page again, and sends nothing twice that it had forgotten", async () => {
	const { world, letters, runs } = makeWorld();
	await storeAll(Array.from({ length: 60 }, (_, i) => 1000 + i));
	let batches = 0;
	world.onSend = () => {
		if (++batches % 2 === 1) throw new Error("the queue is down");
	};
	await replayAll({ letters, runs, steps: new Steps(3) }, RANGE, "r");
	expect([world.sent.length, new Set(world.sent).size, world.progress]).toEqual([60, 60, { replayed: 60 }]);
});

it("meets no letter twice that dies again while it runs", async () => {
	const { world, letters, runs } = makeWorld();
	await storeAll(Array.from({ length: 70 }, (_, i) => 1000 + i));
	let again = 0;
	const dying = {
		replayPage: async (range: ReplayRange, after: string | null) => {
			const page = await letters.replayPage(range, after);
			await store(2500 + again++);
			return page;
		},
	};
	await replayAll({ letters: dying, runs, steps: new Steps() }, RANGE, "r");
	expect(world.sent.length).toBe(70);
	expect(await stored()).toHaveLength(again);
});

it("fails, and says so, for a queue that isn't bound", async () => {
	const { world, letters, runs } = makeWorld();
	await expect(replayAll({ letters, runs, steps: new Steps() }, { ...RANGE, queue: "unknown-0" }, "r")).rejects.toThrow(
		"no queue is bound",
	);
	expect(world.ended).toEqual(["Error: no queue is bound for unknown-0"]);
});
