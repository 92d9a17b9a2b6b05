import { createRequire } from "node:module";
import { Log, LogLevel, Miniflare } from "miniflare";
import type { AccountParts } from "./account-parts.ts";
import { ACCOUNT_WORKER, D1_ENTRYPOINT } from "./account-worker.ts";
import { parseBatchResult, type RunBatch } from "./api/d1-query.ts";
import { type AccountSettings, toMiniflareOptions } from "./miniflare-options.ts";
import type { Print } from "./program/program.ts";

export type RuntimeSettings = Omit<AccountSettings, "newestCompatibilityDate"> & { readonly print: Print };

/** A running workerd with the account in it. */
export type Runtime = {
	readonly miniflare: Miniflare;
	readonly url: URL;
	readonly newestCompatibilityDate: string;
	readonly runBatch: RunBatch;
	/** Restarts workerd with these parts; stores keep their data. */
	readonly apply: (parts: AccountParts) => Promise<void>;
};

export async function startRuntime(parts: AccountParts, settings: RuntimeSettings): Promise<Runtime> {
	const newestCompatibilityDate = findNewestCompatibilityDate();
	const toOptions = (next: AccountParts) => ({
		...toMiniflareOptions(next, { ...settings, newestCompatibilityDate }),
		log: new PrintLog(settings.print),
		// A block, since Miniflare refuses a handler that returns something.
		handleStructuredLogs: ({ message }: { readonly message: string }) => {
			settings.print(`${message}\n`);
		},
	});
	const miniflare = new Miniflare(toOptions(parts));
	const url = await miniflare.ready;
	let direct = await findD1Access(miniflare);
	return {
		miniflare,
		url,
		newestCompatibilityDate,
		runBatch: async (database, statements) => {
			const response = await fetch(direct, { method: "POST", body: JSON.stringify({ database, statements }) });
			return parseBatchResult(await response.json());
		},
		apply: async (next) => {
			// The port found at first stays, even where it was asked for as "any".
			await miniflare.setOptions({ ...toOptions(next), port: Number(url.port) });
			direct = await findD1Access(miniflare);
		},
	};
}

function findD1Access(miniflare: Miniflare): Promise<URL> {
	return miniflare.unsafeGetDirectURL(ACCOUNT_WORKER, D1_ENTRYPOINT);
}

/** Miniflare's version says which workerd it brings: 4.20260730.0 has that of 2026-07-30. */
function findNewestCompatibilityDate(): string {
	const { version }: { readonly version: string } = createRequire(import.meta.url)("miniflare/package.json");
	return version.replace(/^\d+\.(\d{4})(\d\d)(\d\d)\..*$/, "$1-$2-$3");
}

/** Miniflare prints to stdout, which belongs to whoever started the account. */
class PrintLog extends Log {
	readonly #print: Print;

	constructor(print: Print) {
		super(LogLevel.WARN);
		this.#print = print;
	}

	override log(message: string): void {
		this.#print(`${message}\n`);
	}
}
