import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../../local/program/program.ts";
import { ROOT } from "../support/program.ts";
import { valuesOf } from "../support/settings.ts";

const PARTS = [
	"Pulumi.yaml",
	"package.json",
	"index.ts",
	"config",
	"presets",
	"plan",
	"sizing",
	"stacks",
	"bundle",
	"workers",
	"migrations",
];
const SCRATCH = join(ROOT, ".local/test/");

/** The project in a folder of its own, inside this one so that its imports resolve, with one migration more. */
async function copyProject(migration: string, sql: string): Promise<string> {
	await mkdir(SCRATCH, { recursive: true });
	const folder = await mkdtemp(SCRATCH);
	for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true });
	await writeFile(join(folder, "migrations/shard", migration), sql);
	return folder;
}

const config = Object.fromEntries(Object.entries(valuesOf("launch")).map(([key, value]) => [`stagecraft:${key}`, value]));

it("applies what contracts once every new Worker is deployed, and what expands before any", async () => {
	const root = await copyProject("0099_contract.sql", "-- contract\nDROP TABLE records;");
	try {
		const { resources } = await runProgram({ root, stack: "test", stackConfig: config });
		const find = (name: string) => resources.find((resource) => resource.name === name);
		const deployments = resources.filter(({ type }) => type.endsWith(":WorkersDeployment")).map(({ urn }) => urn);
		const contraction = find("contractions-shard");
		expect(contraction?.hooks.beforeUpdate).toHaveLength(1);
		expect(deployments.length).toBeGreaterThan(0);
		expect(deployments.filter((urn) => !contraction?.dependencies.includes(urn))).toEqual([]);
		expect(find("migrations-shard")?.dependencies.some((urn) => deployments.includes(urn))).toBe(false);
		expect(find("contractions-directory")).toBeUndefined();
	} finally {
		await rm(root, { recursive: true });
	}
});

it("refuses a program whose migration destroys and doesn't say so", async () => {
	const root = await copyProject("0099_destroy.sql", "DROP TABLE records;");
	try {
		await expect(runProgram({ root, stack: "test", stackConfig: config })).rejects.toThrow(
			/migrations\/shard\/0099_destroy\.sql = DROP TABLE records: .*-- contract/,
		);
	} finally {
		await rm(root, { recursive: true });
	}
});
