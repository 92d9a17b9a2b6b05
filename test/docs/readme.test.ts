import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeStageTable } from "../../ops/stage-table.ts";
import { ROOT } from "../support/program.ts";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");

it("shows the stages as the presets have them (else run npm run docs)", () => {
	expect(readme).toContain(`<!-- stages -->\n\n${makeStageTable()}\n\n<!-- /stages -->`);
});

it("links to files that are there", () => {
	const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? "");
	expect(links.length).toBeGreaterThan(5);
	expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it("names npm scripts that are there", () => {
	const scripts = Object.keys(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts);
	const named = [...readme.matchAll(/npm run ([\w-]+)/g)].map(([, name]) => name);
	expect(named.filter((name) => name === undefined || !scripts.includes(name))).toEqual([]);
});
