import { join } from "node:path";
import type { MiniflareOptions, WorkerOptions } from "miniflare";
import type { AccountParts, WorkerPart } from "./account-parts.ts";
import { makeAccountWorker } from "./account-worker.ts";
import { deployedVersion } from "./deployed.ts";
import { toWorkerOptions } from "./worker-options.ts";

export type AccountSettings = {
	readonly port: number;
	/** The folder that keeps the data; undefined keeps none. */
	readonly stateFolder: string | undefined;
	readonly newestCompatibilityDate: string;
	readonly front: string | undefined;
};

export type OptionsWithWorkers = Extract<MiniflareOptions, { workers: WorkerOptions[] }>;

/** The whole account as Miniflare takes it, but for what it prints. */
export function toMiniflareOptions(parts: AccountParts, settings: AccountSettings): OptionsWithWorkers {
	const { newestCompatibilityDate, front } = settings;
	const workers = orderByPublicity(parts).flatMap((worker) => {
		const version = deployedVersion(parts, worker.name);
		if (version === undefined) return [];
		return [{ ...toWorkerOptions(worker, version, { parts, newestCompatibilityDate, front }), routes: toRoutes(parts, worker) }];
	});
	const account = makeAccountWorker(parts);
	// Miniflare sends to its first Worker what no route takes: that must not be one that Cloudflare would keep private.
	const first = workers[0];
	const hasPublic = first !== undefined && isPublic(parts, first.name);
	return {
		host: "127.0.0.1",
		port: settings.port,
		workers: hasPublic ? [...workers, account] : [account, ...workers],
		// Miniflare would otherwise ask the internet where this machine is.
		cf: false,
		...toPersistence(settings.stateFolder),
	};
}

/** First is what answers on the account's own URL: a Worker with a domain before one on workers.dev. */
function orderByPublicity(parts: AccountParts): readonly WorkerPart[] {
	const routed = new Set(parts.routes.values());
	const rank = ({ name, subdomain }: WorkerPart) => (routed.has(name) ? 0 : subdomain ? 1 : 2);
	return [...parts.workers.values()].sort((left, right) => rank(left) - rank(right));
}

function isPublic(parts: AccountParts, name: string): boolean {
	return (
		[...parts.routes.values()].includes(name) || [...parts.workers.values()].some((worker) => worker.name === name && worker.subdomain)
	);
}

/** A second public Worker is at `<name>.localhost`, as it would be at `<name>.<account>.workers.dev`. */
function toRoutes(parts: AccountParts, worker: WorkerPart): string[] {
	const own = [...parts.routes].filter(([, name]) => name === worker.name).map(([pattern]) => pattern);
	return worker.subdomain ? [...own, `${worker.name}.localhost/*`] : own;
}

function toPersistence(folder: string | undefined) {
	const keep = (product: string) => (folder === undefined ? false : join(folder, product));
	return {
		cachePersist: keep("cache"),
		d1Persist: keep("d1"),
		durableObjectsPersist: keep("durable-objects"),
		kvPersist: keep("kv"),
		r2Persist: keep("r2"),
		workflowsPersist: keep("workflows"),
	};
}
