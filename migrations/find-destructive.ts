const TEXT_OR_COMMENT = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'/g;
const NAME = String.raw`(?:IF EXISTS )?(?:"[^"]+"|\S+)`;

/** Breaks what the code before it relies on; each ends where the next statement may begin. */
const DESTRUCTIVE = [
	new RegExp(`\\bDROP (?:TABLE|VIEW|INDEX|TRIGGER) ${NAME}`, "gi"),
	new RegExp(`\\bALTER TABLE ${NAME} (?:DROP|RENAME)\\b[^;]*`, "gi"),
	new RegExp(`\\bALTER TABLE ${NAME} ADD (?![^;]*\\bDEFAULT\\b)[^;]*\\bNOT NULL\\b[^;]*`, "gi"),
];
const REPLACEABLE = /^DROP (VIEW|INDEX|TRIGGER) (?:IF EXISTS )?(\S+)$/i;

/**
 * The statements of a migration that take away or rename what older code reads and writes, or that refuse its inserts
 * (a new column that is NOT NULL and has no default). What is dropped only to be made anew in the same file is not among them.
 */
export function findDestructive(sql: string): readonly string[] {
	const text = sql
		.replaceAll(TEXT_OR_COMMENT, (found) => (found.startsWith("'") ? "''" : " "))
		.replaceAll(/\s+/g, " ")
		.replaceAll(/ ?; ?/g, " ; ");
	return DESTRUCTIVE.flatMap((pattern) => [...text.matchAll(pattern)].map(([statement]) => statement.trim())).filter(
		(statement) => !isMadeAnew(statement, text),
	);
}

function isMadeAnew(statement: string, text: string): boolean {
	const [, kind = "", name = ""] = REPLACEABLE.exec(statement) ?? [];
	const creates = [`CREATE ${kind} ${name} `, `CREATE UNIQUE ${kind} ${name} `].map((create) => create.toUpperCase());
	return name !== "" && creates.some((create) => text.toUpperCase().includes(create));
}
