import { BENCHES, type BenchName, isBenchName, type RunBench } from "./bench.ts";
import { toReport } from "./to-report.ts";

const toUsage = () => {
	const lines = Object.entries(BENCHES).map(([name, what]) => `  ${name.padEnd(8)}${what}`);
	return ["usage: npm run bench -- <name> [--json] [options]", ...lines].join("\n");
};

const hasRun = (module: unknown): module is { readonly run: RunBench } =>
	typeof module === "object" && module !== null && "run" in module && typeof module.run === "function";

/** Only the bench that is asked for is loaded: another's dependencies are none of its own. */
async function loadBench(name: BenchName): Promise<RunBench> {
	const module: unknown = await import(`./${name}/bench.ts`);
	if (!hasRun(module)) throw new Error(`bench/${name}/bench.ts exports no run`);
	return module.run;
}

async function main([name, ...values]: readonly string[]): Promise<number> {
	if (name === undefined || !isBenchName(name)) {
		console.error(`${name === undefined ? "which bench?" : `no bench is named "${name}"`}\n${toUsage()}`);
		return 2;
	}
	const run = await loadBench(name);
	const result = await run(values.filter((value) => value !== "--json"));
	console.log(values.includes("--json") ? JSON.stringify({ bench: name, ...result }) : toReport(result));
	return 0;
}

process.exitCode = await main(process.argv.slice(2));
