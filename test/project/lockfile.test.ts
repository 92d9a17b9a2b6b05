import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { ROOT } from "../support/program.ts";

const entry = z.looseObject({
	version: z.string().optional(),
	resolved: z.string().optional(),
	optionalDependencies: z.record(z.string(), z.string()).default({}),
});
const { packages } = z
	.object({ packages: z.record(z.string(), entry) })
	.parse(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")));

/** Where Node.js would find a package that the one at `path` asks for. */
function find(path: string, name: string): string | undefined {
	const key = `${path === "" ? "" : `${path}/`}node_modules/${name}`;
	if (packages[key] !== undefined) return packages[key].version;
	return path === "" ? undefined : find(path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/"))), name);
}

it("holds no download addresses", () => {
	expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

it("holds every platform's optional packages, without which npm ci refuses it", () => {
	const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
		Object.entries(optionalDependencies)
			.filter(([name, version]) => (/^\d/.test(version) ? find(path, name) !== version : find(path, name) === undefined))
			.map(([name]) => `${path}: ${name}`),
	);
	expect(missing).toEqual([]);
});
