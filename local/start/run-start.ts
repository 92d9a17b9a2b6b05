import { type Account, startAccount } from "../account.ts";
import { writeRunning } from "../running-file.ts";
import { makeChanges } from "./changes.ts";
import { JSON_REPORTER } from "./json-reporter.ts";
import { HELP, parseOptions, type StartOptions } from "./options.ts";
import type { Reporter } from "./reporter.ts";
import { openTenants } from "./tenants.ts";
import { TEXT_REPORTER } from "./text-reporter.ts";
import { watchProject } from "./watch.ts";

/** The whole of `npm start`, in the folder that holds `Pulumi.yaml`. */
export async function runStart(root: string, args: readonly string[]): Promise<void> {
	// Before the options are known to be right, a script's wish for JSON counts already.
	const reporter = args.includes("--json") ? JSON_REPORTER : TEXT_REPORTER;
	try {
		const options = parseOptions(args);
		if (options.help) process.stdout.write(HELP);
		else await serve(root, options, reporter);
	} catch (error) {
		reporter.error(error, "start");
		process.exit(1);
	}
}

async function serve(
	root: string,
	{ stack, stage, port, ephemeral }: StartOptions,
	{ ready, reloaded, error, stopping }: Reporter,
): Promise<void> {
	// What the program tells at level info is progress for the engine's display: a line for each database migrated.
	const print = (text: string) => void process.stderr.write(text.replaceAll(/^info: \[runtime\].*\n/gm, ""));
	const account = await startAccount({ root, stack, port, ephemeral, crons: true, print, ...(stage === undefined ? {} : { stage }) });
	const tenants = await openTenants(account);
	const { url, adminToken, api, timings, notes } = account;
	const forget = writeRunning(account.stateFolder, { pid: process.pid, gateway: url, adminToken, api });
	const unwatch = watchProject({ root, stack }, async () => {
		const start = performance.now();
		try {
			const changes = makeChanges(await account.reload());
			await openTenants(account);
			reloaded({ changes, ms: Math.round(performance.now() - start) });
		} catch (fault) {
			error(fault, "reload");
		}
	});
	stopOnSignal(account, () => {
		stopping();
		forget();
		unwatch();
	});
	ready({ gateway: url, adminToken, tenants, resources: account.program().resources, timings, notes: notes() });
}

function stopOnSignal(account: Account, before: () => void): void {
	let stopping = false;
	const stop = async () => {
		if (stopping) process.exit(130);
		stopping = true;
		before();
		await account.stop();
		process.exit(0);
	};
	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		// Miniflare's own listener ends the process at once, and with a failure's exit code.
		process.removeAllListeners(signal);
		process.on(signal, stop);
	}
}
