import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

/** Runs the compiler as `npm run types` does; what it prints is the failure's message. */
function compile(project: string): string {
	try {
		return execFileSync("tsc", ["-p", project], { encoding: "utf8" });
	} catch (error) {
		return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
	}
}

it.each(["tsconfig.json", "workers/tsconfig.json"])("compiles %s, the types of every Env among it", (project) => {
	expect(compile(project)).toBe("");
});
