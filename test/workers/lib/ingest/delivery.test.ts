import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { makeD1Access } from "../../../../workers/lib/d1/make-d1-access.ts";
import { packEvents } from "../../../../workers/lib/events/event-pack.ts";
import { writeEvents } from "../../../../workers/lib/events/write-events.ts";
import { ingestBatch } from "../../../../workers/lib/ingest/ingest-batch.ts";
import type { EventGroup, EventOutcome } from "../../../../workers/lib/rpc.ts";
import { applyMigrations } from "../../apply-migrations.ts";
import { openTenant } from "../../tenant-databases.ts";
import { makeClock } from "../d1/controlled-clock.ts";
import { makeRow } from "../events/sample-events.ts";

interface Shard {
	readonly write: (group: EventGroup) => Promise<EventOutcome>;
	readonly list: () => Promise<readonly string[]>;
}

async function makeMemoryShard(): Promise<Shard> {
	const ids: string[] = [];
	return {
		async write({ rows }) {
			for (const { id } of rows) if (!ids.includes(id)) ids.push(id);
			return { refused: [], later: [] };
		},
		list: async () => ids.toSorted(),
	};
}

async function makeWorkerdShard(): Promise<Shard> {
	const database = env.SHARD__POOL__WEUR__0;
	await applyMigrations(database, "shard");
	await openTenant(database, "demo");
	const access = makeD1Access({ sleep: async () => undefined });
	return {
		write: (group) => writeEvents({ find: () => database, readHome: async () => null, access }, group),
		async list() {
			const { results } = await database.prepare("SELECT id FROM events_2026_11 ORDER BY id").all<{ readonly id: string }>();
			return results.map(({ id }) => id);
		},
	};
}

const place = { shard: "pool-weur-0", partition: "events_2026_11", location: "weur" };
const toBody = (ids: readonly string[]) => packEvents(ids.map((id) => ({ ...makeRow(id), ...place })))[0]?.text ?? "";

/** A queue on a clock: messages come at their times, twice and in reverse order, until each is acknowledged. */
async function deliver(bodies: readonly string[], clock: ReturnType<typeof makeClock>, write: Shard["write"]) {
	let waiting = bodies.map((body, index) => ({ id: `m${index}`, body, attempts: 1, at: 0 }));
	for (let runs = 0; waiting.length > 0 && runs < 20; runs += 1) {
		const next = new Map<string, number>();
		const toMessage = ({ id, body, attempts }: (typeof waiting)[number]) => ({
			id,
			body,
			attempts,
			timestamp: new Date(0),
			ack: () => undefined,
			retry: (options?: { delaySeconds?: number }) => void next.set(id, clock.now() + (options?.delaySeconds ?? 0) * 1_000),
		});
		const messages = [...waiting, ...waiting].map(toMessage).toReversed();
		const options = { queue: "events-0", dead: null, maxAttempts: 6, retryDelaySeconds: 2, random: () => 1, onError: () => undefined };
		await ingestBatch({ ...options, messages, findApp: () => ({ writeEvents: (groups) => Promise.all(groups.map(write)) }) });
		waiting = waiting.flatMap((message) => (next.has(message.id) ? [{ ...message, attempts: message.attempts + 1 }] : []));
		await clock.sleep(Math.max(clock.now(), ...next.values()) - clock.now());
	}
	return waiting;
}

describe.for([
	{ adapter: "memory", make: makeMemoryShard },
	{ adapter: "workerd", make: makeWorkerdShard },
])("the events queue, on $adapter,", ({ make }) => {
	it("loses and doubles nothing while D1 is overloaded for 5 seconds and messages come twice and out of order", async () => {
		const shard = await make();
		const clock = makeClock();
		let refused = 0;
		const write = (group: EventGroup) => {
			if (clock.now() >= 5_000) return shard.write(group);
			refused += 1;
			return Promise.reject(new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long."));
		};
		expect(await deliver([toBody(["a", "b"]), toBody(["c"]), toBody(["d", "e"])], clock, write)).toEqual([]);
		expect([await shard.list(), refused, clock.now()]).toEqual([["a", "b", "c", "d", "e"], 2, 6_000]);
	});
});
