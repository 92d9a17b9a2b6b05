import type { D1Database } from "@cloudflare/workers-types";
import type { LogFields } from "../log/write-log.ts";
import { logWarning } from "../log-error.ts";
import { guardD1 } from "./guard-d1.ts";
import type { QueryReport } from "./judge-query.ts";

interface DirectoryEnv {
	readonly DIRECTORY: D1Database;
}

/** Logs queries that somebody should look at, with what tells whose they are. */
export const toQueryLog = (fields: LogFields) => (query: QueryReport) => logWarning("query", { ...fields, ...query });

/** The same `env` whose directory is guarded: all who ask it directly get its retries and its reports. */
export function guardDirectory<E extends DirectoryEnv>(env: E, fields: LogFields): E {
	let guarded: D1Database | null = null;
	return new Proxy(env, {
		get(_, key) {
			if (key !== "DIRECTORY") return Reflect.get(env, key);
			guarded ??= guardD1(env.DIRECTORY, { report: toQueryLog(fields) });
			return guarded;
		},
	});
}
