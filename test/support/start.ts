import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { stringify } from "yaml";
import { ROOT } from "./program.ts";

/** A folder with a stack file of one's own for the project's program. */
export function makeProject(config: Readonly<Record<string, unknown>>): string {
	const folder = mkdtempSync(join(tmpdir(), "project-"));
	writeFileSync(
		join(folder, "Pulumi.yaml"),
		stringify({ name: "stagecraft", runtime: "nodejs", main: relative(folder, join(ROOT, "index.ts")) }),
	);
	writeFileSync(join(folder, "Pulumi.dev.yaml"), stringify({ config }));
	return folder;
}

/** `npm start`, in a process of its own. */
export const spawnStart = (folder: string, ...options: string[]): ChildProcess =>
	spawn(process.execPath, [join(ROOT, "local/start.ts"), ...options], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });

/** Runs it to its end. */
export async function runStart(folder: string, ...options: string[]) {
	const child = spawnStart(folder, ...options);
	const text = { stdout: "", stderr: "" };
	child.stdout?.on("data", (chunk) => (text.stdout += String(chunk)));
	child.stderr?.on("data", (chunk) => (text.stderr += String(chunk)));
	const [code] = await once(child, "exit");
	return { ...text, code };
}

/** The first line on stdout, and the milliseconds from the process's start until then. */
export async function firstLine(child: ChildProcess): Promise<{ readonly line: string; readonly ms: number }> {
	const start = performance.now();
	if (child.stdout === null) throw new Error("it has no stdout");
	for await (const line of createInterface({ input: child.stdout })) return { line, ms: performance.now() - start };
	throw new Error(`it ended with ${child.exitCode} and said nothing`);
}
