import { progress } from "@clack/prompts";

/** Shows how far long work is. */
export interface Progress {
	readonly advance: (message: string) => void;
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
	return { advance: (message) => bar.advance(1, message), stop: (message) => bar.stop(message) };
}

function startLines(title: string, total: number, write: (line: string) => void): Progress {
	const step = Math.max(1, Math.ceil(total / 10));
	let done = 0;
	write(title);
	return {
		advance: (message) => {
			done += 1;
			if (done % step === 0 || done === total) write(`${done} of ${total}: ${message}`);
		},
		stop: write,
	};
}
