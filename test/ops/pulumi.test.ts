import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ROOT } from "../support/program.ts";

/** The engine can't be downloaded in a test, so this stands in its place and says what it was asked. */
const RECORDER = '#!/bin/sh\necho "$@"\nexit 3\n';
let folder = "";

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "pulumi-"));
	writeFileSync(join(folder, "pulumi"), RECORDER);
	chmodSync(join(folder, "pulumi"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (path: string, ...rest: string[]) =>
	spawnSync(process.execPath, ["ops/pulumi.ts", ...rest], { cwd: ROOT, encoding: "utf8", env: { ...process.env, PATH: path } });

it("hands command, stack, options and the policy pack to pulumi, and its exit code back", () => {
	const { stdout, status } = run(`${folder}:/usr/bin:/bin`, "up", "--stack", "prod", "--yes");
	expect(stdout.trim()).toBe("up --policy-pack policy --stack prod --yes");
	expect(status).toBe(3);
});

it("says how to start it where there is no pulumi", () => {
	const { stderr, status } = run("/nonexistent", "preview");
	expect(stderr).toContain("npm run preview");
	expect(status).toBe(1);
});
