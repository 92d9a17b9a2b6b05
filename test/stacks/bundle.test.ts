import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { UserError } from "../../config/user-error.ts";
import { bundleWorkers } from "../../stacks/bundle.ts";
import { MANIFESTS } from "../../workers/manifests.ts";
import { ROOT } from "../support/program.ts";

const NAMES = MANIFESTS.map(({ name }) => name);
const read = (base64: string) => Buffer.from(base64, "base64").toString();

it("gives the same bytes for the same source", async () => {
	expect(await bundleWorkers(NAMES)).toEqual(await bundleWorkers(NAMES));
});

it("makes of each Worker one ES module and its map, hashed", async () => {
	for (const { mainModule, modules, sha256 } of Object.values(await bundleWorkers(NAMES))) {
		expect(modules.map(({ name, contentType }) => [name, contentType])).toEqual([
			[mainModule, "application/javascript+module"],
			[`${mainModule}.map`, "application/source-map"],
		]);
		expect(read(modules[0]?.contentBase64 ?? "")).toMatch(/\bexport\s*\{/);
		const hash = createHash("sha256");
		for (const { contentBase64 } of modules) hash.update(Buffer.from(contentBase64, "base64"));
		expect(sha256).toBe(hash.digest("hex"));
	}
});

it("carries no path of the machine that made it", async () => {
	for (const { modules } of Object.values(await bundleWorkers(NAMES)))
		for (const { contentBase64 } of modules) expect(read(contentBase64)).not.toContain(ROOT);
});

it("names the file that it can't build", async () => {
	await expect(bundleWorkers(["nobody", "objects"])).rejects.toThrow(UserError);
	await expect(bundleWorkers(["nobody", "objects"])).rejects.toThrow(/workers\/nobody\/index\.ts/);
});
