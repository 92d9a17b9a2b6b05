import { createHash } from "node:crypto";
import { basename } from "node:path";
import { type BuildFailure, build, type Message, type OutputFile } from "esbuild";
import { BUNDLE_OPTIONS } from "../bundle/bundle-options.ts";
import { UserError } from "../config/user-error.ts";

/** One Worker's code: an ES module and its source map. The same source gives the same bytes on every machine. */
export interface Bundle {
	readonly mainModule: string;
	readonly modules: readonly { readonly name: string; readonly contentType: string; readonly contentBase64: string }[];
	/** Over the main module and its map, hex. */
	readonly sha256: string;
}

/**
 * Bundles `workers/<name>/index.ts` for each name, in one pass over what they share.
 * @throws UserError that names file, line and fault of everything that doesn't build.
 */
export async function bundleWorkers(names: readonly string[]): Promise<Readonly<Record<string, Bundle>>> {
	const files = await buildFiles(names);
	return Object.fromEntries(names.map((name) => [name, toBundle(`${name}.js`, files)]));
}

async function buildFiles(names: readonly string[]): Promise<readonly OutputFile[]> {
	try {
		const { outputFiles } = await build({
			...BUNDLE_OPTIONS,
			entryPoints: Object.fromEntries(names.map((name) => [name, `workers/${name}/index.ts`])),
		});
		return outputFiles;
	} catch (failure) {
		if (!isBuildFailure(failure)) throw failure;
		throw new UserError("build", "The Workers don't build:", failure.errors.map(toIssue));
	}
}

function toBundle(mainModule: string, files: readonly OutputFile[]): Bundle {
	const hash = createHash("sha256");
	const modules = [mainModule, `${mainModule}.map`].map((name) => {
		const file = files.find(({ path }) => basename(path) === name);
		if (file === undefined) throw new Error(`esbuild made no ${name}`);
		hash.update(file.contents);
		const contentType = name === mainModule ? "application/javascript+module" : "application/source-map";
		return { name, contentType, contentBase64: Buffer.from(file.contents).toString("base64") };
	});
	return { mainModule, modules, sha256: hash.digest("hex") };
}

const isBuildFailure = (failure: unknown): failure is BuildFailure =>
	failure instanceof Error && "errors" in failure && Array.isArray(failure.errors);

const toIssue = ({ location, text }: Message) => ({
	option: location === null ? "esbuild" : `${location.file}:${location.line}:${location.column}`,
	value: location === null ? "(no place)" : location.lineText.trim(),
	rule: text,
	remedy: "Mend it and run again",
});
