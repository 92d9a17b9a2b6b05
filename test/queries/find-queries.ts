import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

export interface FoundQuery {
	readonly file: string;
	readonly sql: string;
}

const QUERY = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE)\s/;

type Constants = ReadonlyMap<string, ts.Expression>;

/** Every query that stands in the sources of a folder: constants of the same file filled in, and `table` for whatever a caller gives. */
export function findQueries(folder: string, table: string): FoundQuery[] {
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
	return files.flatMap((file) => {
		const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
		return findTexts(source, table).map((sql) => ({ file, sql }));
	});
}

function findTexts(source: ts.SourceFile, table: string): string[] {
	const constants = findConstants(source);
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) found.push(toText(node, constants, table));
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found.filter((text) => QUERY.test(text));
}

function findConstants(source: ts.SourceFile): Constants {
	const constants = new Map<string, ts.Expression>();
	const visit = (node: ts.Node): void => {
		if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) constants.set(node.name.text, node.initializer);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return constants;
}

/** What a caller gives is a table behind these words and inside a text, else a value. */
const BEFORE_TABLE = /(FROM|INTO|JOIN|UPDATE|')\s*$/;

function toText(node: ts.Expression, constants: Constants, table: string, before = ""): string {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (ts.isTemplateExpression(node)) {
		let text = node.head.text;
		for (const { expression, literal } of node.templateSpans) text += toText(expression, constants, table, text) + literal.text;
		return text;
	}
	const constant = ts.isIdentifier(node) ? constants.get(node.text) : undefined;
	if (constant && (ts.isStringLiteralLike(constant) || ts.isTemplateExpression(constant))) return toText(constant, constants, table);
	return BEFORE_TABLE.test(before) ? table : "NULL";
}
