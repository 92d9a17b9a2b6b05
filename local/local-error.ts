/** A fault the user can mend: its message says all, so no stack is printed. */
export class LocalError extends Error {
	readonly code: LocalErrorCode;

	constructor(code: LocalErrorCode, message: string) {
		super(message);
		this.name = "LocalError";
		this.code = code;
	}
}

export type LocalErrorCode =
	| "bad_option"
	| "bad_project"
	| "bad_resource"
	| "hook_failed"
	| "not_healthy"
	| "not_running"
	| "port_in_use"
	| "program_refused"
	| "protected"
	| "unknown_binding"
	| "unknown_invoke"
	| "unknown_resource";
