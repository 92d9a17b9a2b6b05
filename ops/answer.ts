/** What a command found: the same facts for a script and for a person. */
export interface Answer {
	readonly json: unknown;
	/** As lines, without the last line's end. */
	readonly text: string;
	/** What was asked for was judged and turned down: exit code 1. */
	readonly refused?: boolean;
}

/** Where a command writes; results go out, what happens meanwhile and what went wrong go to `error`. */
export interface Terminal {
	readonly out: (text: string) => void;
	readonly error: (text: string) => void;
}
