import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type BuildFailure, build, type Message } from "esbuild";
import { UserError } from "../config/user-error.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MAIN = "index.js";

/** One Worker's code: an ES module and its source map. The same source gives the same bytes on every machine. */
export interface Bundle {
	readonly mainModule: string;
	readonly modules: readonly { readonly name: string; readonly contentType: string; readonly contentBase64: string }[];
	/** Over the main module and its map, hex. */
	readonly sha256: string;
}

/**
 * Bundles `workers/<name>/index.ts` for each name, side by side.
 * @throws UserError that names file, line and fault of everything that doesn't build.
 */
export async function bundleWorkers(names: readonly string[]): Promise<Readonly<Record<string, Bundle>>> {
	const results = await Promise.allSettled(names.map(bundleWorker));
	const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
	const faults = failures.flatMap((failure: unknown) => {
		if (isBuildFailure(failure)) return failure.errors;
		throw failure;
	});
	if (faults.length > 0) throw new UserError("build", "The Workers don't build:", unique(faults.map(toIssue)));
	return Object.fromEntries(
		results.flatMap((result, index) => (result.status === "fulfilled" ? [[names[index] ?? "", result.value]] : [])),
	);
}

async function bundleWorker(name: string): Promise<Bundle> {
	const { outputFiles } = await build({
		entryPoints: [`workers/${name}/index.ts`],
		// Paths in the output are relative to these, so that a checkout elsewhere gives the same bytes.
		absWorkingDir: ROOT,
		outfile: `dist/${MAIN}`,
		sourcemap: "linked",
		sourcesContent: true,
		bundle: true,
		write: false,
		format: "esm",
		target: "esnext",
		platform: "neutral",
		mainFields: ["module", "main"],
		conditions: ["workerd", "worker", "browser"],
		external: ["cloudflare:*", "node:*"],
		minify: true,
		keepNames: true,
		legalComments: "none",
		logLevel: "silent",
	});
	const modules = outputFiles
		.map(({ path, contents }) => ({ name: path.slice(path.lastIndexOf("/") + 1), contents }))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	const hash = createHash("sha256");
	for (const { contents } of modules) hash.update(contents);
	return {
		mainModule: MAIN,
		modules: modules.map(({ name, contents }) => ({
			name,
			contentType: name === MAIN ? "application/javascript+module" : "application/source-map",
			contentBase64: Buffer.from(contents).toString("base64"),
		})),
		sha256: hash.digest("hex"),
	};
}

const isBuildFailure = (failure: unknown): failure is BuildFailure =>
	failure instanceof Error && "errors" in failure && Array.isArray(failure.errors);

const toIssue = ({ location, text }: Message) => ({
	option: location === null ? "esbuild" : `${location.file}:${location.line}:${location.column}`,
	value: location === null ? "(no place)" : location.lineText.trim(),
	rule: text,
	remedy: "Mend it and run again",
});

const unique = <T>(values: readonly T[]): T[] => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
