import { build } from "esbuild";
import { Miniflare, type WorkerOptions } from "miniflare";
import { BUNDLE_OPTIONS } from "../bundle/bundle-options.ts";
import { COMPATIBILITY_DATE } from "../workers/lib/manifest.ts";

/** The map stays behind. */
async function bundleBenchWorker(entry: string): Promise<string> {
	const { outputFiles } = await build({ ...BUNDLE_OPTIONS, entryPoints: [entry] });
	const file = outputFiles.find(({ path }) => path.endsWith(".js"));
	if (!file) throw new Error(`esbuild made nothing of ${entry}`);
	return file.text;
}

/** Miniflare's names for bindings: `kvNamespaces`, `d1Databases`, `r2Buckets`, `durableObjects`, `queueProducers`, … */
export type BenchBindings = Omit<WorkerOptions, "script" | "scriptPath" | "modules" | "modulesRoot" | "modulesRules">;

export interface BenchWorker {
	/** Answers of a status above 299 throw with their text. */
	readonly fetch: (path: string, body?: string) => Promise<string>;
	readonly miniflare: Miniflare;
	readonly stop: () => Promise<void>;
}

/** A Worker as Miniflare takes it, for a bench that starts several. */
export async function toBenchOptions(entry: string, bindings: BenchBindings) {
	const script = await bundleBenchWorker(entry);
	return {
		compatibilityDate: COMPATIBILITY_DATE,
		...bindings,
		modules: [{ type: "ESModule" as const, path: "worker.js", contents: script }],
	};
}

/**
 * Starts workerd with one Worker, bundled from `entry` (from the repository's root: `bench/meter/worker.ts`), nothing kept after it.
 *
 * @example
 * const worker = await startBenchWorker("bench/meter/worker.ts", { d1Databases: ["DATABASE"] });
 * const counts = JSON.parse(await worker.fetch("/run?rows=100"));
 * await worker.stop();
 */
export async function startBenchWorker(entry: string, bindings: BenchBindings): Promise<BenchWorker> {
	const miniflare = new Miniflare(await toBenchOptions(entry, bindings));
	await miniflare.ready;
	return {
		miniflare,
		stop: () => miniflare.dispose(),
		async fetch(path, body) {
			const response = await miniflare.dispatchFetch(`http://bench${path}`, body === undefined ? {} : { method: "POST", body });
			const text = await response.text();
			if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
			return text;
		},
	};
}
