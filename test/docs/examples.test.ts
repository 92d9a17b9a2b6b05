import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { ROOT } from "../support/program.ts";

interface Example {
	/** Where it would stand, relative to the root. */
	readonly path: string;
	readonly code: string;
	/** The settings it compiles with. */
	readonly project: string;
}

/** The `@example` of a docstring, in a file beside it that imports what the file exports. */
function examplesOf(file: string): Example[] {
	const text = readFileSync(join(ROOT, file), "utf8");
	const exported = [...text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)].map(([, name]) => name);
	const types = [...text.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => `type ${name}`);
	return [...text.matchAll(/^\s*\* @example\n((?:\s*\*(?!\/).*\n)+)/gm)].map(([, block = ""], index) => ({
		path: file.replace(/\.ts$/, `.example-${index}.ts`),
		code: `import { ${[...exported, ...types].join(", ")} } from "./${basename(file)}";\n${block.replace(/^\s*\* ?/gm, "")}`,
		project: file.startsWith("workers/") ? "workers/tsconfig.json" : "tsconfig.json",
	}));
}

/** The README's Worker, as the two files that it says it is. */
function readmeWorker(): Example[] {
	const blocks = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/```ts\n\/\/ (\w+\.ts)\n([\s\S]*?)```/g)];
	return blocks.map(([, name = "", code = ""]) => ({ path: `workers/greeter/${name}`, code, project: "workers/tsconfig.json" }));
}

/** What the compiler says to examples that exist in memory only; an unused import or value is no fault of an example. */
function compile(project: string, examples: readonly Example[]): string[] {
	const config = ts.getParsedCommandLineOfConfigFile(
		join(ROOT, project),
		{},
		{ ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
	);
	const options = { ...config?.options, verbatimModuleSyntax: false };
	const texts = new Map(examples.map(({ path, code }) => [join(ROOT, path), code]));
	const host = ts.createCompilerHost(options);
	const { fileExists, readFile, getSourceFile } = host;
	host.fileExists = (path) => texts.has(path) || fileExists(path);
	// Resolution looks for the folder first, and the README's Worker has none.
	delete host.directoryExists;
	host.readFile = (path) => texts.get(path) ?? readFile(path);
	host.getSourceFile = (path, ...rest) => {
		const text = texts.get(path);
		return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
	};
	const program = ts.createProgram([...texts.keys()], options, host);
	return [...texts.keys()].flatMap((path) =>
		ts
			.getPreEmitDiagnostics(program, program.getSourceFile(path))
			.map(({ messageText }) => `${path.slice(ROOT.length)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`),
	);
}

const sources = globSync("{config,presets,plan,sizing,stacks,workers,policy,local,ops,migrations,bench}/**/*.ts", { cwd: ROOT });
const examples = [...sources.filter((file) => dirname(file) !== "").flatMap(examplesOf), ...readmeWorker()];

it("finds the examples of the entry points and of the README", () => {
	const paths = examples.map(({ path }) => path);
	expect(paths).toEqual(
		expect.arrayContaining([
			"plan/make-plan.example-0.ts",
			"workers/lib/manifest.example-0.ts",
			"workers/greeter/manifest.ts",
			"workers/greeter/index.ts",
		]),
	);
});

it.each(["tsconfig.json", "workers/tsconfig.json"])("compiles every example under %s", (project) => {
	expect(
		compile(
			project,
			examples.filter((example) => example.project === project),
		),
	).toEqual([]);
});
