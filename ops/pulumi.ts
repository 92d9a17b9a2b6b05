import { spawnSync } from "node:child_process";

/** Runs `pulumi <arguments>` with the policy pack. */
const [command = "preview", ...rest] = process.argv.slice(2);
const { status, error } = spawnSync("pulumi", [command, "--policy-pack", "policy", ...rest], { stdio: "inherit" });
if (error) console.error(`pulumi could not be started (${error.message}). Run it as an npm script: npm run ${command}`);
process.exitCode = status ?? 1;
