import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../config/user-error.ts";
import type { Plan } from "../../plan/plan.ts";
import type { StackChoice } from "../stack.ts";

/** Prints the plans of the choices in its arguments, by the code of the folder in which it runs. */
const PRINT = `
const { readPlan } = await import(process.argv[1]);
const choices = JSON.parse(process.argv[2]);
console.log(JSON.stringify(await Promise.all(choices.map((choice) => readPlan(process.cwd(), choice)))));`;

const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Plans as a git ref's own code makes them, in a process of its own.
 * @throws UserError for what is no ref, or one from before plans could be read so.
 */
export async function readPlansAt(root: string, ref: string, choices: readonly StackChoice[]): Promise<readonly Plan[]> {
	if (ref === ".") return runPlans(root, ref, choices);
	const folder = mkdtempSync(join(tmpdir(), "stagecraft-ref-"));
	try {
		checkOut(root, ref, folder);
		return runPlans(folder, ref, choices);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The ref's files without its history; the libraries are this checkout's. */
function checkOut(root: string, ref: string, folder: string): void {
	const archive = spawnSync("git", ["archive", "--format=tar", "--end-of-options", ref], { cwd: root, maxBuffer: MOST_BYTES });
	if (archive.status !== 0)
		throw refuse(
			ref,
			`git knows no such commit, branch or tag (${String(archive.stderr).trim()})`,
			"Give a stage, a git ref, or . for the files as they are",
		);
	const unpacked = spawnSync("tar", ["-x", "-C", folder], { input: archive.stdout });
	if (unpacked.status !== 0)
		throw refuse(ref, `its files can't be unpacked (${String(unpacked.stderr).trim()})`, "Is tar there, and room for temporary files?");
	symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

function runPlans(folder: string, ref: string, choices: readonly StackChoice[]): readonly Plan[] {
	const stack = join(folder, "ops/stack.ts");
	if (!existsSync(stack)) throw refuse(ref, "it is older than this command", "Compare with a newer ref");
	const code = ["--input-type=module", "--eval", PRINT, pathToFileURL(stack).href, JSON.stringify(choices)];
	const { status, stdout, stderr } = spawnSync(process.execPath, code, { cwd: folder, encoding: "utf8", maxBuffer: MOST_BYTES });
	if (status !== 0)
		throw refuse(ref, `its plan can't be made: ${toReason(stderr)}`, "Check that ref out and run npm run ops -- plan show there");
	const plans: readonly Plan[] = JSON.parse(stdout);
	if (plans.some((plan) => !("knobs" in plan))) throw refuse(ref, "its plans don't say their knobs", "Compare with a newer ref");
	return plans;
}

const toReason = (stderr: string) => /(?:Error: .*|.* faults?:[\s\S]*?)(?=\n {4}at |$)/m.exec(stderr)?.[0] ?? stderr.trim().slice(-300);

const refuse = (ref: string, rule: string, remedy: string) =>
	new UserError("git-ref", "The plans can't be compared:", [{ option: "ref", value: ref, rule, remedy }]);
