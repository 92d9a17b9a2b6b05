import { readFileSync } from "node:fs";
import type { WorkerOptions } from "miniflare";
import type { AccountParts } from "./account-parts.ts";

/** Not a name that Cloudflare would allow, so that no Worker of the program collides with it. */
export const ACCOUNT_WORKER = "@account";
export const D1_ENTRYPOINT = "D1Access";

/** A Worker beside the program's own that binds every store, so that the API and tests reach the same ones. */
export function makeAccountWorker(parts: AccountParts): WorkerOptions {
	const contents = readFileSync(new URL("./account-worker.js", import.meta.url), "utf8");
	const bindAll = (kind: string, keys: Iterable<string>) => Object.fromEntries([...keys].map((key) => [`${kind}:${key}`, key]));
	return {
		name: ACCOUNT_WORKER,
		modules: [{ type: "ESModule", path: "account-worker.js", contents }],
		compatibilityDate: "2026-01-01",
		d1Databases: bindAll("d1", parts.d1.keys()),
		kvNamespaces: bindAll("kv", parts.kv.keys()),
		r2Buckets: bindAll("r2", parts.r2.keys()),
		queueProducers: Object.fromEntries([...parts.queues.values()].map(({ name }) => [`queue:${name}`, { queueName: name }])),
		unsafeDirectSockets: [{ host: "127.0.0.1", port: 0, entrypoint: D1_ENTRYPOINT }],
	};
}
