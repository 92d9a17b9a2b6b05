import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Proof } from "../../ops/checklist/checklist.ts";
import { isNoun } from "../../ops/nouns.ts";
import type { Verb } from "../../ops/verb.ts";
import { BOTTLENECKS } from "../../sizing/capacity.ts";
import { ROOT } from "../support/program.ts";

const project = z
	.object({
		scripts: z.record(z.string(), z.string()),
		dependencies: z.record(z.string(), z.string()),
		devDependencies: z.record(z.string(), z.string()),
	})
	.parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));

/** Why a proof proves nothing; null where what it names is there. */
export async function findUnproved(proof: Proof): Promise<string | null> {
	if (proof.kind === "rule") return judgeRule(proof.id);
	if (proof.kind === "capacity") return Object.hasOwn(BOTTLENECKS, proof.bottleneck) ? null : `no bottleneck ${proof.bottleneck}`;
	if (proof.kind === "test") return judgeTest(proof.file, proof.title);
	return judgeCommand(proof.line);
}

function judgeRule(id: string): string | null {
	const files = globSync(`policy/rules/*/${id}.ts`, { cwd: ROOT });
	const [file] = files;
	if (file === undefined || files.length > 1) return `${files.length} rules ${id}`;
	return readFileSync(join(ROOT, file), "utf8").includes(`id: "${id}"`) ? null : `${file} is no rule ${id}`;
}

function judgeTest(file: string, title: string): string | null {
	if (!existsSync(join(ROOT, file))) return `no file ${file}`;
	return readFileSync(join(ROOT, file), "utf8").includes(`"${title}"`) ? null : `${file} has no test "${title}"`;
}

async function judgeCommand(line: string): Promise<string | null> {
	const words = line.split(" ");
	const [tool, ...rest] = words;
	if (tool === "npx")
		return Object.hasOwn({ ...project.dependencies, ...project.devDependencies }, rest[0] ?? "") ? null : `npx ${rest[0]}`;
	const [run, script = "", dashes, ...args] = rest;
	if (tool !== "npm" || run !== "run" || !Object.hasOwn(project.scripts, script)) return `no script ${script}`;
	if (dashes !== undefined && dashes !== "--") return `${line}: -- is missing`;
	if (script === "ops") return judgeOps(args);
	if (script === "grow") return judgeOps(["grow", ...args]);
	if (script === "bench") return existsSync(join(ROOT, "bench", args[0] ?? "", "bench.ts")) ? null : `no bench ${args[0]}`;
	return null;
}

/** A noun, a verb of it, and no option that it doesn't take. */
async function judgeOps([noun = "", ...args]: readonly string[]): Promise<string | null> {
	if (!isNoun(noun)) return `no noun ${noun}`;
	const { verbs }: { readonly verbs: readonly Verb[] } = await import(`../../ops/${noun}/noun.ts`);
	const verb = verbs.find(({ name }) => name === args[0]) ?? verbs.find(({ name }) => name === null);
	if (verb === undefined) return `${noun} has no verb ${args[0]}`;
	const given = args.slice(verb.name === null ? 0 : 1);
	const known = new Set(["--json", ...(verb.options ?? []).map(([flags]) => flags.split(" ")[0])]);
	const unknown = given.filter((word) => word.startsWith("--") && !known.has(word));
	const wanted = (verb.args ?? []).filter(([flags]) => flags.startsWith("<")).length;
	const positional = given.filter((word, index) => !word.startsWith("--") && !given[index - 1]?.startsWith("--")).length;
	if (unknown.length > 0) return `${noun} ${args[0]} has no ${unknown.join(", ")}`;
	return positional < wanted ? `${noun} ${args[0]} wants ${wanted} arguments` : null;
}
