import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeSizingReference } from "../../ops/sizing-reference.ts";
import { makePolicyReference } from "../../policy/reference.ts";
import { RULES } from "../../policy/rules.ts";
import { ROOT } from "../support/program.ts";

const FOLDER = join(ROOT, "docs/reference");
const sizing = readFileSync(join(FOLDER, "sizing.md"), "utf8");

it("lists limits, prices, assumptions and stages as the code has them (else run npm run docs)", () => {
	expect(sizing).toBe(makeSizingReference());
});

it("lists the policies as the code has them (else run npm run docs)", () => {
	expect(readFileSync(join(FOLDER, "policies.md"), "utf8")).toBe(makePolicyReference(RULES));
});

it("links to guides that are there", () => {
	const policies = readFileSync(join(FOLDER, "policies.md"), "utf8");
	const links = [...`${sizing}${policies}`.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? "");
	expect(links.length).toBeGreaterThan(0);
	expect(links.filter((path) => !existsSync(join(FOLDER, path)))).toEqual([]);
});
