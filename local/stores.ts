import type { Miniflare } from "miniflare";
import type { AccountParts } from "./account-parts.ts";
import { ACCOUNT_WORKER } from "./account-worker.ts";

type Store<Method extends "getD1Database" | "getKVNamespace" | "getQueueProducer" | "getR2Bucket"> = ReturnType<Miniflare[Method]>;

/** The account's stores by the names that the program gave them. */
export type Stores = {
	readonly d1: (name: string) => Store<"getD1Database">;
	/** By title. */
	readonly kv: (title: string) => Store<"getKVNamespace">;
	readonly queue: (name: string) => Store<"getQueueProducer">;
	readonly r2: (bucketName: string) => Store<"getR2Bucket">;
	/** Calls a Worker's `scheduled` handler now, and resolves with how it ended. */
	readonly scheduled: (worker: string, cron: string, time?: Date) => Promise<string>;
};

export function makeStores(miniflare: Miniflare, parts: () => AccountParts): Stores {
	return {
		d1: (name) => miniflare.getD1Database(`d1:${findKey(parts().d1, name)}`, ACCOUNT_WORKER),
		kv: (title) => miniflare.getKVNamespace(`kv:${findKey(parts().kv, title)}`, ACCOUNT_WORKER),
		queue: (name) => miniflare.getQueueProducer(`queue:${name}`, ACCOUNT_WORKER),
		r2: (bucketName) => miniflare.getR2Bucket(`r2:${findKey(parts().r2, bucketName)}`, ACCOUNT_WORKER),
		scheduled: async (worker, cron, time = new Date()) => {
			const fetcher = await miniflare.getWorker(worker);
			const { outcome } = await fetcher.scheduled({ cron, scheduledTime: time });
			return outcome;
		},
	};
}

function findKey(names: ReadonlyMap<string, string>, name: string): string {
	for (const [key, value] of names) if (value === name) return key;
	throw new Error(`the account has no ${name}; it has ${[...names.values()].join(", ")}`);
}
