import { confirm as ask } from "@clack/prompts";
import { UserError } from "../config/user-error.ts";

/**
 * Asks before something is done that can't be undone; `--yes` answers ahead.
 * @throws UserError where nobody can be asked, or the answer is no.
 */
export async function confirm(question: string, { yes }: { readonly yes: boolean }): Promise<void> {
	if (yes) return;
	const refuse = (value: string, rule: string) =>
		new UserError("not_confirmed", question, [{ option: "--yes", value, rule, remedy: "Nothing was done" }]);
	if (!process.stdin.isTTY) throw refuse("(absent)", "must be given where nobody can be asked");
	if ((await ask({ message: question, initialValue: false, output: process.stderr })) !== true) throw refuse("no", "was the answer");
}
