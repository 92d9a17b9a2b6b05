import { enableCompileCache } from "node:module";

// Compiled code is kept between starts, from what is imported after this on.
enableCompileCache();
const { runStart } = await import("./start/run-start.ts");
await runStart(process.cwd(), process.argv.slice(2));
