import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { ACCOUNT_ID } from "./account-id.ts";
import type { AccountOptions } from "./account-options.ts";
import type { AccountParts } from "./account-parts.ts";
import type { CorsRule } from "./api/cors.ts";
import { type Api, startApi } from "./api/server.ts";
import { assertKept } from "./assert-kept.ts";
import type { Clock } from "./clock.ts";
import { startCrons } from "./crons.ts";
import { drainQueues } from "./drain-queues.ts";
import { awaitHealth } from "./health.ts";
import { makeHookCalls } from "./hook-calls.ts";
import { makeNotes } from "./notes.ts";
import type { HookCall } from "./program/messages.ts";
import { type Program, startProgram } from "./program/program.ts";
import { toProgramOptions } from "./program-options.ts";
import type { Resource } from "./resource.ts";
import { makeAccount } from "./resource-table.ts";
import { type Runtime, startRuntime } from "./runtime.ts";
import { makeStores, type Stores } from "./stores.ts";

export type Change = { readonly before: readonly Resource[]; readonly after: readonly Resource[] };

/** What a reload changes; it stays for those after it. */
export type NewConfig = Pick<AccountOptions, "stage" | "config">;

/** What there is before workerd is. */
type Started = {
	readonly options: AccountOptions;
	readonly adminToken: string;
	readonly stateFolder: string | undefined;
	readonly program: Program;
};

/** What changes while an account runs: the program that was run last, and what it registered. */
export class RunningAccount {
	readonly runtime: Runtime;
	readonly stores: Stores;
	program: Program;
	#options: AccountOptions;
	readonly #adminToken: string;
	#account: AccountParts;
	#api: Api | undefined;
	#stopCrons = () => {};

	private constructor({ options, adminToken, program }: Started, account: AccountParts, runtime: Runtime) {
		this.#options = options;
		this.#adminToken = adminToken;
		this.program = program;
		this.#account = account;
		this.runtime = runtime;
		this.stores = makeStores(runtime.miniflare, () => this.#account);
	}

	static async start(started: Started, clock: Clock): Promise<RunningAccount> {
		const { options, stateFolder, program } = started;
		try {
			const account = makeAccount(program.result.resources);
			const { port = 0, print = () => {}, front } = options;
			const runtime = await startRuntime(account, { port, stateFolder, print, front });
			const running = new RunningAccount(started, account, runtime);
			await running.#open(clock);
			return running;
		} catch (error) {
			await program.close();
			throw error;
		}
	}

	notes(): readonly string[] {
		return makeNotes(this.#account, this.runtime.newestCompatibilityDate);
	}

	corsOf(bucketName: string): readonly CorsRule[] {
		const { r2, cors } = this.#account;
		return [...r2].flatMap(([key, name]) => (name === bucketName ? (cors.get(key) ?? []) : []));
	}

	get api() {
		const { baseUrl, token } = this.#api ?? { baseUrl: "", token: "" };
		return { baseUrl, token, accountId: ACCOUNT_ID };
	}

	async reload(config: NewConfig = {}, beforeRestart = async () => {}): Promise<Change> {
		const before = this.program.result.resources;
		const options = { ...this.#options, ...config, config: { ...this.#options.config, ...config.config } };
		const next = await startProgram(toProgramOptions(options, this.#adminToken), options.print);
		try {
			assertKept(before, next.result.resources);
			await beforeRestart();
			await this.#replaceBy(next);
			this.#options = options;
		} catch (error) {
			await next.close();
			throw error;
		}
		return { before, after: next.result.resources };
	}

	async stop(): Promise<void> {
		this.#stopCrons();
		await Promise.all([this.program.close(), this.#api?.close(), this.runtime.miniflare.dispose()]);
	}

	async #open(clock: Clock): Promise<void> {
		try {
			this.#api = await startApi({ databases: () => this.#account.d1, runBatch: this.runtime.runBatch });
			clock.lap("workerd");
			await this.#callHooks(this.program, makeHookCalls([], this.program.result.resources));
			clock.lap("migrations");
			await awaitHealth(this.runtime.url);
			clock.lap("health");
			this.#startCrons();
		} catch (error) {
			await this.stop();
			throw error;
		}
	}

	/** Stores and their migrations come before the code that needs them; until that is in, the old program can come back. */
	async #replaceBy(next: Program): Promise<void> {
		const old = this.#account;
		const account = makeAccount(next.result.resources);
		const { resources } = this.program.result;
		const calls = makeHookCalls(resources, next.result.resources);
		let restarted = false;
		const apply = async (parts: AccountParts) => {
			await this.#drain(old);
			restarted = true;
			await this.runtime.apply(parts);
		};
		try {
			if (calls.length > 0) {
				const isNew = [...account.d1.keys()].some((id) => !old.d1.has(id));
				this.#account = { ...old, d1: account.d1 };
				if (isNew) await apply(this.#account);
				await this.#callHooks(next, calls);
			}
			this.#account = account;
			if (!isDeepStrictEqual(account, old)) await apply(account);
		} catch (error) {
			this.#account = old;
			if (restarted) await this.runtime.apply(old);
			throw error;
		}
		await this.program.close();
		this.program = next;
		this.#startCrons();
	}

	/** A restart of workerd loses the messages that wait in queues. */
	async #drain({ queues }: AccountParts): Promise<void> {
		const names = [...queues.values()].map(({ name }) => name);
		const readBacklog = async (name: string) => (await (await this.stores.queue(name)).metrics()).backlogCount;
		const left = await drainQueues(() => Promise.all(names.map(readBacklog)), { now: Date.now, sleep });
		if (left > 0) this.#options.print?.(`warning: ${left} messages waited in queues for too long and are lost\n`);
	}

	async #callHooks(program: Program, calls: readonly HookCall[]): Promise<void> {
		if (this.#api === undefined || calls.length === 0) return;
		const { baseUrl, token } = this.#api;
		await program.callHooks({ baseUrl, apiToken: token, accountId: ACCOUNT_ID }, calls);
	}

	#startCrons(): void {
		this.#stopCrons();
		if (this.#options.crons !== true) return;
		this.#stopCrons = startCrons(this.#account, (worker, cron, time) => void this.stores.scheduled(worker, cron, time));
	}
}
