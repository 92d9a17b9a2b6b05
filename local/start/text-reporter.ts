import { styleText } from "node:util";
import type { Timings } from "../clock.ts";
import { LocalError } from "../local-error.ts";
import { makeCurls, toOpenApi } from "./curls.ts";
import type { Ready, Reloaded, Reporter } from "./reporter.ts";
import { formatTree } from "./tree.ts";

const PHASES = [
	["program", "program"],
	["workerd", "workerd"],
	["migrations", "migrations"],
	["health", "first answer"],
] as const;

export const TEXT_REPORTER: Reporter = {
	ready: (ready) => print([...formatTree(ready.resources), "", ...formatReady(ready)]),
	reloaded: (reloaded) => print(formatReloaded(reloaded)),
	error: (error, context) => {
		const text = error instanceof LocalError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
		const rest = context === "reload" ? [styleText("dim", "The account runs on as it was.")] : [];
		process.stderr.write(`${[styleText("red", text, { stream: process.stderr }), ...rest].join("\n")}\n`);
	},
	stopping: () => print(["", "Stopping."]),
};

function formatReady({ gateway, adminToken, tenants, resources, timings, notes }: Ready): readonly string[] {
	const curls = makeCurls(gateway, adminToken, tenants[0]);
	const count = resources.filter(({ custom }) => custom).length;
	return [
		`${styleText("green", gateway)} serves ${count} resources after ${seconds(timings.total)}: ${formatPhases(timings)}`,
		...tenants.map(({ id, key }) => `tenant ${styleText("bold", id)}: ${key}`),
		`admin token: ${adminToken}`,
		`every route, as OpenAPI: ${toOpenApi(gateway)}`,
		...notes.map((note) => styleText("yellow", note)),
		"",
		...curls.flatMap(({ title, command }) => [styleText("dim", `# ${title}`), command]),
		"",
		styleText("dim", "Watching for changes. Ctrl-C stops."),
	];
}

function formatPhases(timings: Timings): string {
	return PHASES.map(([phase, title]) => `${title} ${seconds(timings[phase])}`).join(", ");
}

function formatReloaded({ changes, ms }: Reloaded): readonly string[] {
	const lines = [
		...changes.added.map((label) => styleText("green", `+ ${label}`)),
		...changes.changed.map((label) => styleText("yellow", `~ ${label}`)),
		...changes.removed.map((label) => styleText("red", `- ${label}`)),
	];
	const what = lines.length === 0 ? "nothing is different" : `${lines.length} different`;
	return [`Reloaded in ${seconds(ms)}: ${what}.`, ...lines];
}

function seconds(ms: number): string {
	return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function print(lines: readonly string[]): void {
	process.stdout.write(`${lines.join("\n")}\n`);
}
