import { enableCompileCache } from "node:module";

// Compiled code is kept between runs, from what is imported after this on.
enableCompileCache();
const { runOps } = await import("./run-ops.ts");
process.exitCode = await runOps(process.argv.slice(2), {
	root: process.cwd(),
	terminal: { out: (text) => console.log(text), error: (text) => console.error(text) },
});
