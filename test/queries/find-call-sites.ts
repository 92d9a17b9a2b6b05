import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** Where a source hands SQL to a database: `database.prepare(…)`, `sql.exec(…)`, `toStatement(…)`. */
export interface CallSite {
	readonly file: string;
	/** The SQL as the source has it. */
	readonly argument: string;
	/** The texts that it may be, `?` for what is filled in; empty where that can't be told from the sources. */
	readonly texts: readonly string[];
}

type Find = (file: string, name: string) => readonly string[];

/** Every place in a folder's sources that hands SQL over, its text followed to constants and functions, also imported ones. */
export function findCallSites(folder: string): CallSite[] {
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
	const sources = new Map(files.map((file) => [file, parse(file, readFileSync(join(folder, file), "utf8"))]));
	return [...sources].flatMap(([file, source]) => sitesOf(file, source, (from, name) => findNamed(sources, from, name)));
}

/** As {@link findCallSites}, of one text. */
export const findCallSitesIn = (text: string): CallSite[] => {
	const source = parse("a.ts", text);
	return sitesOf("a.ts", source, (file, name) => findNamed(new Map([["a.ts", source]]), file, name));
};

const parse = (file: string, text: string) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);

function sitesOf(file: string, source: ts.SourceFile, find: Find): CallSite[] {
	const sites: CallSite[] = [];
	const visit = (node: ts.Node): void => {
		const [argument] = ts.isCallExpression(node) && takesSql(node.expression) ? node.arguments : [];
		if (argument) sites.push({ file, argument: argument.getText(), texts: resolve(argument, file, find) });
		ts.forEachChild(node, visit);
	};
	visit(source);
	return sites;
}

/** A pattern's `exec` takes no SQL, nor does the function `prepare`, whose statement `toStatement` has made. */
function takesSql(callee: ts.Expression): boolean {
	if (ts.isIdentifier(callee)) return callee.text === "toStatement";
	if (!ts.isPropertyAccessExpression(callee)) return false;
	return callee.name.text === "prepare" || (callee.name.text === "exec" && /(sql|database)$/i.test(callee.expression.getText()));
}

function resolve(node: ts.Expression, file: string, find: Find): readonly string[] {
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isTemplateExpression(node)) {
		const [first] = node.templateSpans;
		// What a text begins with says what it is.
		const [head = "?"] = node.head.text === "" && first ? resolve(first.expression, file, find) : [`${node.head.text}?`];
		return [head + node.templateSpans.map(({ literal }) => literal.text).join("?")];
	}
	if (ts.isIdentifier(node)) return find(file, node.text);
	if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return find(file, node.expression.text);
	if (ts.isParenthesizedExpression(node)) return resolve(node.expression, file, find);
	if (!ts.isConditionalExpression(node)) return [];
	const branches = [node.whenTrue, node.whenFalse].map((branch) => resolve(branch, file, find));
	return branches.some(({ length }) => length === 0) ? [] : branches.flat();
}

/** A constant's text, or what a function of one expression returns. */
function findNamed(sources: ReadonlyMap<string, ts.SourceFile>, file: string, name: string): readonly string[] {
	const source = sources.get(file);
	if (!source) return [];
	const values = listValues(source, name);
	// Two of a name in one file: which one is meant can't be told without scopes, so it must be known of both.
	if (values.length > 0) {
		const texts = values.map((value) => resolve(value, file, (from, other) => (other === name ? [] : findNamed(sources, from, other))));
		return texts.some(({ length }) => length === 0) ? [] : texts.flat();
	}
	for (const statement of source.statements.filter(ts.isImportDeclaration)) {
		const bindings = statement.importClause?.namedBindings;
		const found = bindings && ts.isNamedImports(bindings) ? bindings.elements.find((element) => element.name.text === name) : undefined;
		if (found && ts.isStringLiteral(statement.moduleSpecifier))
			return findNamed(sources, join(dirname(file), statement.moduleSpecifier.text), (found.propertyName ?? found.name).text);
	}
	return [];
}

function listValues(source: ts.SourceFile, name: string): ts.Expression[] {
	const values: ts.Expression[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name && node.initializer)
			values.push(toReturned(node.initializer));
		if (ts.isFunctionDeclaration(node) && node.name?.text === name && node.body) values.push(...listReturned(node.body));
		if (ts.isParameter(node) && ts.isIdentifier(node.name) && node.name.text === name) values.push(...listGiven(source, node));
		ts.forEachChild(node, visit);
	};
	visit(source);
	return values;
}

/** What the callers of a file's own function give for a parameter; itself, which nothing can tell, where others may call it. */
function listGiven(source: ts.SourceFile, parameter: ts.ParameterDeclaration): ts.Expression[] {
	const made = parameter.parent;
	const holder = ts.isVariableDeclaration(made.parent) ? made.parent : made;
	const exported = source.statements.some((one) => one.getText().startsWith("export") && (one === holder || one === holder.parent.parent));
	const own = "name" in holder && holder.name && ts.isIdentifier(holder.name) && !exported ? holder.name.text : null;
	const given: ts.Expression[] = [];
	const visit = (node: ts.Node): void => {
		const isCall = ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === own;
		const argument = isCall ? node.arguments[made.parameters.indexOf(parameter)] : undefined;
		if (argument) given.push(argument);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return given.length > 0 || !ts.isIdentifier(parameter.name) ? given : [parameter.name];
}

const toReturned = (value: ts.Expression) => (ts.isArrowFunction(value) && !ts.isBlock(value.body) ? value.body : value);

const listReturned = (body: ts.Block) =>
	body.statements.flatMap((statement) => (ts.isReturnStatement(statement) && statement.expression ? [statement.expression] : []));
