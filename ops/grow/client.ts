import { setTimeout as sleep } from "node:timers/promises";

export interface Request {
	readonly method: "GET" | "PUT" | "POST" | "DELETE";
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
}

export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

/** One attempt of a request; times are milliseconds of this process. */
export interface Attempt {
	readonly request: string;
	readonly start: number;
	readonly end: number;
	/** Null where it was answered. */
	readonly failure: string | null;
}

export interface Client {
	/** Asks until there is an answer, as a client does whose requests can be sent twice; `onFailure` hears of each attempt that failed. */
	readonly send: (request: Request, onFailure?: () => void) => Promise<Answer>;
	readonly attempts: readonly Attempt[];
}

const PAUSE_MS = 100;
const PATIENCE_MS = 60_000;

/** Refused for a moment or broken: worth another attempt. */
const isPassing = (status: number) => status === 429 || status >= 500;

export function makeClient(url: string): Client {
	const attempts: Attempt[] = [];
	const attempt = async ({ method, path, headers = {}, body }: Request): Promise<Answer | string> => {
		const start = performance.now();
		const ended = (answer: Answer | string) => {
			const failure = typeof answer === "string" ? answer : null;
			attempts.push({ request: `${method} ${path}`, start, end: performance.now(), failure });
			return answer;
		};
		try {
			const response = await fetch(new URL(path, url), { method, headers, ...(body === undefined ? {} : { body }) });
			const text = await response.text();
			return ended(isPassing(response.status) ? `${response.status} ${text.slice(0, 200)}` : { ...toHead(response), text });
		} catch (error) {
			return ended(
				error instanceof Error ? `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ""}` : String(error),
			);
		}
	};
	return {
		attempts,
		send: async (request, onFailure = () => {}) => {
			for (const since = performance.now(); ; await sleep(PAUSE_MS)) {
				const answer = await attempt(request);
				if (typeof answer !== "string") return answer;
				onFailure();
				if (performance.now() - since > PATIENCE_MS) throw new Error(`${request.method} ${request.path}: ${answer}`);
			}
		},
	};
}

const toHead = ({ status, headers }: Response) => ({ status, headers });
