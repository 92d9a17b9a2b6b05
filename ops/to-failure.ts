import { UserError } from "../config/user-error.ts";
import { LocalError } from "../local/local-error.ts";
import { UsageError } from "./usage-error.ts";

interface Failure {
	readonly code: 1 | 2;
	readonly text: string;
	readonly json: Readonly<Record<string, unknown>>;
}

/** What went wrong, in plain words where the user can mend it, with a stack where only we can. */
export function toFailure(error: unknown): Failure {
	if (error instanceof UsageError) return toUsage(error);
	if (error instanceof UserError) {
		const { code, message, issues } = error;
		return { code: 1, text: message, json: { code, message, issues } };
	}
	if (error instanceof LocalError) return { code: 1, text: error.message, json: { code: error.code, message: error.message } };
	const message = error instanceof Error ? error.message : String(error);
	return { code: 1, text: error instanceof Error ? (error.stack ?? message) : message, json: { code: "internal", message } };
}

function toUsage({ faults }: UsageError): Failure {
	return { code: 2, text: [...faults, "(--help shows every option)"].join("\n"), json: { code: "usage", message: faults.join("; ") } };
}
