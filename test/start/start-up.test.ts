import { once } from "node:events";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { STAGES } from "../../config/settings.ts";
import { ROOT } from "../support/program.ts";
import { firstLine, spawnStart } from "../support/start.ts";

const ready = z.object({
	event: z.literal("ready"),
	gateway: z.url(),
	adminToken: z.string().min(32),
	tenants: z.array(z.object({ id: z.string(), key: z.string() })).min(1),
	resources: z.number(),
	ms: z.number(),
});
const rows: string[] = [];

it.each(STAGES)("starts %s from nothing and answers", async (stage) => {
	const child = spawnStart(ROOT, "--ephemeral", "--port", "0", "--json", "--stage", stage);
	try {
		const { line, ms } = await firstLine(child);
		const { gateway, tenants, resources } = ready.parse(JSON.parse(line));
		const health = await fetch(`${gateway}/health`);
		expect([health.status, await health.json()]).toMatchObject([200, { status: "ok", stage }]);
		expect(tenants.map(({ id }) => id)).toContain("demo");
		rows.push(`${stage.padStart(8)} ${String(resources).padStart(10)} ${`${Math.round(ms)} ms`.padStart(10)}`);
	} finally {
		child.kill("SIGTERM");
		await once(child, "exit");
	}
});

/** Measured and printed, not judged: how fast it is depends on what else the machine does. */
afterAll(() =>
	console.log(["", "   stage  resources   until ready (process start, bundling and a demo tenant included)", ...rows].join("\n")),
);
