import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { z } from "zod";

const result = z.object({
	requests: z.object({ total: z.number(), average: z.number() }),
	latency: z.object({ p50: z.number(), p99: z.number() }),
	errors: z.number(),
	non2xx: z.number(),
});

export interface Fired {
	readonly requestsPerSecond: number;
	readonly p50Ms: number;
	readonly p99Ms: number;
}

const AUTOCANNON = createRequire(import.meta.url).resolve("autocannon");

/** Asks one URL again and again, from a process of its own, over as many connections; throws where an answer isn't 2xx. */
export async function fire(
	url: string,
	headers: Readonly<Record<string, string>>,
	{ seconds, connections }: { seconds: number; connections: number },
): Promise<Fired> {
	const headerValues = Object.entries(headers).flatMap(([name, value]) => ["--headers", `${name}=${value}`]);
	const values = [
		AUTOCANNON,
		"--json",
		"--no-progress",
		"--connections",
		String(connections),
		"--duration",
		String(seconds),
		...headerValues,
		url,
	];
	const { stdout } = await promisify(execFile)(process.execPath, values, { maxBuffer: 16 * 1024 * 1024 });
	const { requests, latency, errors, non2xx } = result.parse(JSON.parse(stdout));
	if (errors + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${non2xx} answers that aren't 2xx`);
	return { requestsPerSecond: requests.average, p50Ms: latency.p50, p99Ms: latency.p99 };
}
