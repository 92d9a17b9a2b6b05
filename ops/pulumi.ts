import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Runs `pulumi <arguments>` with the policy pack, once there is one. */
const [command = "preview", ...rest] = process.argv.slice(2);
const pack = existsSync(new URL("../policy/PulumiPolicy.yaml", import.meta.url)) ? ["--policy-pack", "policy"] : [];
const { status, error } = spawnSync("pulumi", [command, ...pack, ...rest], { stdio: "inherit" });
if (error) console.error(`pulumi could not be started (${error.message}). Run it as an npm script: npm run ${command}`);
process.exitCode = status ?? 1;
