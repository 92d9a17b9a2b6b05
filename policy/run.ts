import { enableCompileCache } from "node:module";

// The SDKs are many modules: their compiled code is kept between runs.
enableCompileCache();
const { runPolicy } = await import("./run-policy.ts");
process.exitCode = await runPolicy(process.argv.slice(2), process.cwd(), {
	out: (text) => console.log(text),
	error: (text) => console.error(text),
});
