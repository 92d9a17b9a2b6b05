import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
/** Words that every part may use: units, regions, and the error for a user's fault. */
const VOCABULARY = ["config/units.ts", "config/user-error.ts"];

/** Which of our own parts each part may import: the table of the design, and docs/decisions/002. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	"index.ts": ["config", "plan", "stacks"],
	config: [],
	presets: ["config"],
	plan: [
		"config",
		"presets",
		"sizing",
		"workers/manifests.ts",
		"workers/*/manifest.ts",
		"workers/lib/manifest.ts",
		"workers/lib/shards.ts",
		"workers/lib/shard-groups/shard-group.ts",
	],
	sizing: ["config"],
	migrations: [],
	terminal: [],
	bundle: [],
	stacks: ["plan", "migrations", "bundle"],
	workers: ["workers/lib"],
	policy: ["config", "presets", "sizing", "terminal", "local/program/*.ts", "local/account-id.ts", "local/resource.ts"],
	local: [],
	bench: ["workers/lib", "sizing", "local", "terminal", "bundle"],
	ops: ["config", "presets", "plan", "sizing", "migrations", "local", "terminal", "workers/manifests.ts", "workers/lib"],
};

const files = (directory: string): string[] =>
	readdirSync(join(ROOT, directory), { withFileTypes: true }).flatMap((entry) =>
		entry.isDirectory() ? files(join(directory, entry.name)) : /\.ts$/.test(entry.name) ? [join(directory, entry.name)] : [],
	);

function importsOf(file: string): string[] {
	const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), "utf8"), true, true);
	return importedFiles
		.map(({ fileName }) => fileName)
		.filter((name) => name.startsWith("."))
		.map((name) => relative(ROOT, resolve(ROOT, dirname(file), name)));
}

const matches = (target: string, pattern: string) =>
	pattern.endsWith(".ts") ? new RegExp(`^${pattern.replace("*", "[^/]+")}$`).test(target) : target.startsWith(`${pattern}/`);

/** A Worker is a part of its own, so that one doesn't reach into another. */
const toPart = (file: string) => (file.startsWith("workers/") ? file.split("/").slice(0, 2).join("/") : (file.split("/")[0] ?? file));

const parts = Object.keys(MAY_IMPORT).filter((part) => readdirSync(ROOT).includes(part));

describe.each(parts)("%s", (part) => {
	const sources = part.endsWith(".ts") ? [part] : files(part);
	const allowed = [...VOCABULARY, ...(MAY_IMPORT[part] ?? [])];

	it("imports what the design lets it, and nothing else of ours", () => {
		const wrong = sources
			.filter((file) => file !== "workers/manifests.ts")
			.flatMap((file) => importsOf(file).map((target) => [file, target] as const))
			.filter(([file, target]) => toPart(file) !== toPart(target) && !allowed.some((pattern) => matches(target, pattern)));
		expect(wrong).toEqual([]);
	});
});

it("imports in no circle, files of types apart", () => {
	const graph = new Map(parts.flatMap((part) => (part.endsWith(".ts") ? [part] : files(part))).map((file) => [file, importsOf(file)]));
	const circles: string[][] = [];
	const seen = new Set<string>();
	const visit = (file: string, path: readonly string[]): void => {
		if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file]);
		if (seen.has(file)) return;
		seen.add(file);
		for (const target of graph.get(file) ?? []) if (!isTypeOnly(file, target)) visit(target, [...path, file]);
	};
	for (const file of graph.keys()) visit(file, []);
	expect(circles).toEqual([]);
});

function isTypeOnly(file: string, target: string): boolean {
	const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest);
	return source.statements.filter(ts.isImportDeclaration).every((statement) => {
		const name = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : "";
		const { importClause } = statement;
		const typeOnly =
			importClause !== undefined &&
			(importClause.phaseModifier === ts.SyntaxKind.TypeKeyword ||
				(importClause.namedBindings !== undefined &&
					ts.isNamedImports(importClause.namedBindings) &&
					importClause.namedBindings.elements.every((element) => element.isTypeOnly)));
		return relative(ROOT, resolve(ROOT, dirname(file), name)) !== target || typeOnly;
	});
}

it("keeps the program to forty lines", () => {
	expect(readFileSync(join(ROOT, "index.ts"), "utf8").split("\n").length).toBeLessThanOrEqual(41);
});
