import type { Reporter } from "./reporter.ts";

/** One JSON object a line. */
export const JSON_REPORTER: Reporter = {
	ready: ({ gateway, adminToken, tenants, resources, timings }) => {
		print({ event: "ready", gateway, adminToken, tenants, resources: resources.filter(({ custom }) => custom).length, ms: timings.total });
	},
	reloaded: ({ changes, ms }) => print({ event: "reloaded", ...changes, ms }),
	error: (error) => print({ event: "error", message: error instanceof Error ? error.message : String(error) }),
	stopping: () => {},
};

function print(event: Readonly<Record<string, unknown>>): void {
	process.stdout.write(`${JSON.stringify(event)}\n`);
}
