import { toOpenApi } from "./curls.ts";
import type { Reporter } from "./reporter.ts";

/** One JSON object a line. */
export const JSON_REPORTER: Reporter = {
	ready: ({ gateway, adminToken, tenants, resources, timings }) => {
		const count = resources.filter(({ custom }) => custom).length;
		print({ event: "ready", gateway, openapi: toOpenApi(gateway), adminToken, tenants, resources: count, ms: timings.total });
	},
	reloaded: ({ changes, ms }) => print({ event: "reloaded", ...changes, ms }),
	error: (error) => print({ event: "error", message: error instanceof Error ? error.message : String(error) }),
	stopping: () => {},
};

function print(event: Readonly<Record<string, unknown>>): void {
	process.stdout.write(`${JSON.stringify(event)}\n`);
}
