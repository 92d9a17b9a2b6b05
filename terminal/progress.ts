import { progress } from "@clack/prompts";

/** Shows how far long work is. */
export interface Progress {
	/** By one, or by so many. */
	readonly advance: (message: string, by?: number) => void;
	/** Ends it; without this, a failure leaves it as it stood. */
	readonly stop: (message: string) => void;
}

/** A bar on stderr where a person looks on; elsewhere, such as in CI, a line for each tenth, given to `write`. */
export function startProgress(title: string, total: number, write: (line: string) => void): Progress {
	return process.stderr.isTTY ? startBar(title, total) : startLines(title, total, write);
}

function startBar(title: string, total: number): Progress {
	const bar = progress({ max: total, output: process.stderr, withGuide: false });
	bar.start(title);
	return { advance: (message, by = 1) => bar.advance(by, message), stop: (message) => bar.stop(message) };
}

function startLines(title: string, total: number, write: (line: string) => void): Progress {
	const step = Math.max(1, Math.ceil(total / 10));
	let done = 0;
	write(title);
	return {
		advance: (message, by = 1) => {
			const told = Math.floor(done / step);
			done += by;
			if (Math.floor(done / step) > told || done === total) write(`${done} of ${total}: ${message}`);
		},
		stop: write,
	};
}
