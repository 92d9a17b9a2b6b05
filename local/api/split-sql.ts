/** Cuts SQL into statements at the semicolons that end one: not those in text, comments, names or a trigger's body. */
export function splitSql(sql: string): readonly string[] {
	const statements: string[] = [];
	let start = 0;
	let words: string[] = [];
	for (const token of sql.matchAll(TOKEN)) {
		if (token[0] === ";") {
			if (isTriggerBody(words)) {
				words.push(";");
				continue;
			}
			statements.push(sql.slice(start, token.index));
			start = token.index + 1;
			words = [];
		} else if (WORD.test(token[0])) {
			words.push(token[0].toUpperCase());
		}
	}
	statements.push(sql.slice(start));
	return statements.map((statement) => statement.trim()).filter((statement) => statement.replaceAll(COMMENT, "").trim() !== "");
}

const COMMENT = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const TOKEN = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[A-Za-z_]\w*|;/g;
const WORD = /^[A-Za-z_]\w*$/;

// As sqlite3_complete() does: a CREATE TRIGGER ends at a semicolon that follows an END which itself follows a semicolon.
function isTriggerBody(words: readonly string[]): boolean {
	const isTrigger = words[0] === "CREATE" && (words[1] === "TRIGGER" || (/^TEMP(ORARY)?$/.test(words[1] ?? "") && words[2] === "TRIGGER"));
	return isTrigger && !(words.at(-1) === "END" && words.at(-2) === ";");
}
