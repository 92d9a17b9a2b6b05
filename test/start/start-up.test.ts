import { once } from "node:events";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { STAGES } from "../../config/settings.ts";
import { bundleWorkers } from "../../stacks/bundle.ts";
import { MANIFESTS } from "../../workers/manifests.ts";
import { ROOT } from "../support/program.ts";
import { firstLine, spawnStart } from "../support/start.ts";

const ready = z.object({
	event: z.literal("ready"),
	gateway: z.url(),
	openapi: z.url(),
	adminToken: z.string().min(32),
	tenants: z.array(z.object({ id: z.string(), key: z.string() })).min(1),
	resources: z.number(),
	ms: z.number(),
});
const rows: string[] = [];
const toRow = (cells: readonly (string | number)[]) =>
	cells.map((cell) => (typeof cell === "number" ? String(Math.round(cell)) : cell).padStart(14)).join("");

/** The same bundling, alone. */
async function timeBundling(): Promise<number> {
	const start = performance.now();
	await bundleWorkers(MANIFESTS.map(({ name }) => name));
	return performance.now() - start;
}

it.each(STAGES)("starts %s from nothing and answers", async (stage) => {
	const child = spawnStart(ROOT, "--ephemeral", "--port", "0", "--json", "--stage", stage);
	try {
		const { line, ms } = await firstLine(child);
		const { gateway, openapi, tenants, resources } = ready.parse(JSON.parse(line));
		const health = await fetch(`${gateway}/health`);
		expect([health.status, await health.json()]).toMatchObject([200, { status: "ok", stage }]);
		expect(await (await fetch(openapi)).json()).toMatchObject({ openapi: "3.1.0" });
		expect(tenants.map(({ id }) => id)).toContain("demo");
		const bundling = await timeBundling();
		rows.push(toRow([stage, resources, ms, bundling, ms - bundling]));
	} finally {
		child.kill("SIGTERM");
		await once(child, "exit");
	}
});

/** Measured and printed, not judged: how fast it is depends on what else the machine does. */
const HEAD = ["stage", "resources", "ready, ms", "bundling, ms", "the rest, ms"];
afterAll(() => console.log(["", toRow(HEAD), ...rows].join("\n")));
