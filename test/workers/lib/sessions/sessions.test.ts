import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { makeSessions, type Session, type SessionKv, type Sessions } from "../../../../workers/lib/sessions/make-sessions.ts";
import { MAX_OPEN, makeMemoryLedger, type SessionLedger } from "../../../../workers/lib/sessions/session-ledger.ts";
import { sweepSessions } from "../../../../workers/lib/sessions/sweep-sessions.ts";
import { makeSigner } from "../../../../workers/lib/signed-text/signed-text.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 21);
const signer = makeSigner({ secret: "a secret", purpose: "test" });

interface Put {
	readonly value: string;
	readonly ttl: number;
}

/** KV as another location may see it: what is there now, or what it saw first; it counts writes. */
class StaleKv implements SessionKv {
	readonly entries = new Map<string, Put>();
	readonly #seen = new Map<string, string | null>();
	puts = 0;
	repeats = false;

	async get(key: string): Promise<unknown> {
		const value = this.repeats ? (this.#seen.get(key) ?? this.entries.get(key)?.value ?? null) : (this.entries.get(key)?.value ?? null);
		this.#seen.set(key, value);
		return value === null ? null : JSON.parse(value);
	}

	async put(key: string, value: string, { expirationTtl }: { readonly expirationTtl: number }): Promise<void> {
		this.puts += 1;
		this.entries.set(key, { value, ttl: expirationTtl });
	}

	async delete(key: string): Promise<void> {
		this.entries.delete(key);
	}
}

let made = 0;
function makeWorld(ledgerOf: (subject: string) => SessionLedger) {
	made += 1;
	const kv = new StaleKv();
	const clock = { now: START };
	const waiting: Promise<unknown>[] = [];
	const sessions: Sessions = makeSessions({
		kv,
		ledgerOf: (subject) => ledgerOf(`${subject}-${made}`),
		signer,
		idleSeconds: 600,
		absoluteSeconds: 3_600,
		now: () => clock.now,
		waitUntil: (promise) => void waiting.push(promise),
		onStoreError: (error) => {
			throw error;
		},
	});
	const open = async (subject = "alice", replaces: Session | null = null) => sessions.open(subject, replaces);
	return { kv, clock, sessions, open, ledger: () => ledgerOf(`alice-${made}`), settled: () => Promise.all(waiting) };
}

const memory = () => {
	const ledgers = new Map<string, SessionLedger>();
	return (subject: string) => {
		const ledger = ledgers.get(subject) ?? makeMemoryLedger();
		ledgers.set(subject, ledger);
		return ledger;
	};
};

describe.for([
	{ adapter: "memory", world: () => makeWorld(memory()) },
	{ adapter: "workerd", world: () => makeWorld((subject) => env.SESSIONS.getByName(subject)) },
])("a session, on $adapter,", ({ world }) => {
	it("is open from its first moment, and its token says nothing of the subject", async () => {
		const { sessions, open } = world();
		const { token, session } = await open();
		expect(await sessions.read(token)).toEqual({ kind: "open", session });
		expect(atob(token.split(".")[0] ?? "")).toMatch(/^[0-9a-f]{64}$/);
	});

	it("is none where the token was signed by nobody", async () => {
		const { sessions, open } = world();
		const { token } = await open();
		const forged = `${token.slice(0, -2)}${token.endsWith("AA") ? "BB" : "AA"}`;
		expect((await sessions.read(forged)).kind).toBe("forged");
		expect((await sessions.read("")).kind).toBe("forged");
	});

	it("is over at once when it is ended, whatever KV still shows", async () => {
		const { sessions, open, kv } = world();
		const { token, session } = await open();
		kv.repeats = true;
		expect((await sessions.read(token)).kind).toBe("open");
		await sessions.end(session);
		expect((await sessions.read(token)).kind).toBe("over");
	});

	it("is over at once when all of its subject's are, and no other subject's is", async () => {
		const { sessions, open, kv } = world();
		const tokens = [(await open()).token, (await open()).token];
		const other = await open("bob");
		kv.repeats = true;
		for (const token of tokens) await sessions.read(token);
		await sessions.endAll("alice");
		for (const token of tokens) expect((await sessions.read(token)).kind).toBe("over");
		expect((await sessions.read(other.token)).kind).toBe("open");
	});

	it("gets a new id when someone signs in, and the old one is dead", async () => {
		const { sessions, open } = world();
		const before = await open();
		const after = await open("alice", before.session);
		expect(after.session.id).not.toBe(before.session.id);
		expect((await sessions.read(before.token)).kind).toBe("over");
		const asBob = await open("bob", after.session);
		expect([(await sessions.read(after.token)).kind, (await sessions.read(asBob.token)).kind]).toEqual(["over", "open"]);
	});

	it("is written once a minute at most, however many locations read it and however old their copies are", async () => {
		const { sessions, open, kv, clock, settled } = world();
		const { token } = await open();
		kv.repeats = true;
		for (let second = 0; second < 180; second += 9) {
			clock.now = START + second * 1_000;
			await Promise.all(Array.from({ length: 5 }, () => sessions.read(token)));
		}
		await settled();
		// One when it was opened, one in each of the two minutes after the first.
		expect(kv.puts).toBe(3);
	});

	it("lasts as long as it is used, and is over once it isn't", async () => {
		const { sessions, open, clock } = world();
		const { token } = await open();
		for (let minute = 9; minute < 45; minute += 9) {
			clock.now = START + minute * MINUTE;
			expect((await sessions.read(token)).kind).toBe("open");
		}
		clock.now += 11 * MINUTE;
		expect((await sessions.read(token)).kind).toBe("over");
	});

	it("is over at its end however much it is used, and KV keeps it no longer", async () => {
		const { sessions, open, kv, clock, settled } = world();
		const { token } = await open();
		for (let minute = 5; minute < 60; minute += 5) {
			clock.now = START + minute * MINUTE;
			expect((await sessions.read(token)).kind).toBe("open");
		}
		await settled();
		expect([...kv.entries.values()].map(({ ttl }) => ttl)).toEqual([300]);
		clock.now = START + 60 * MINUTE;
		expect((await sessions.read(token)).kind).toBe("over");
	});

	it("leaves the ledger when it is swept, once", async () => {
		const { sessions, open, ledger, clock } = world();
		await open();
		const { token } = await open();
		clock.now += 5 * MINUTE;
		await sessions.read(token);
		const sweep = () => sweepSessions(() => ledger(), ["alice"], START + 12 * MINUTE);
		expect([await sweep(), await sweep()]).toEqual([1, 0]);
		expect((await sessions.read(token)).kind).toBe("open");
	});

	it("ends the subject's oldest when there are too many", async () => {
		const { sessions, open, clock } = world();
		const first = await open();
		const tokens: string[] = [];
		for (let i = 0; i < MAX_OPEN; i += 1) {
			clock.now += 1;
			tokens.push((await open()).token);
		}
		expect((await sessions.read(first.token)).kind).toBe("over");
		expect((await sessions.read(tokens[0] ?? "")).kind).toBe("open");
	});
});

it("keeps sessions and their end when the ledger is evicted", async () => {
	const world = makeWorld((subject) => env.SESSIONS.getByName(`evicted-${subject}`));
	const [kept, ended] = [await world.open(), await world.open()];
	await world.sessions.end(ended.session);
	await evictDurableObject(env.SESSIONS.getByName(`evicted-alice-${made}`));
	expect([(await world.sessions.read(kept.token)).kind, (await world.sessions.read(ended.token)).kind]).toEqual(["open", "over"]);
});

it("believes no session while its ledger can't be asked", async () => {
	const down = () => Promise.reject(new Error("it is down"));
	const ledger = { ...makeMemoryLedger(), touch: down };
	const { sessions, open } = makeWorld(() => ledger);
	const { token } = await open();
	await expect(sessions.read(token)).rejects.toThrow("it is down");
});
