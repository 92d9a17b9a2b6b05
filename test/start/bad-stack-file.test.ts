import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { makeProject, runStart } from "../support/start.ts";

it("tells every fault of a stack file in one message, without a stack trace, and fails", async () => {
	const folder = makeProject({
		"stagecraft:stage": "huge",
		"stagecraft:workload": { requestsPerDay: -1 },
		"stagecraft:tenants": [
			{ id: "acme", region: "weur", shards: 0 },
			{ id: "acme", region: "weur" },
			{ id: "globex", region: "enam", jurisdiction: "eu" },
		],
		"stagecraft:zone": { plan: "free", hostname: "api.example.com" },
		"stagecraft:colour": "red",
	});
	const { stdout, stderr, code } = await runStart(folder, "--ephemeral", "--port", "0");
	expect(code).toBe(1);
	expect(stdout).toBe("");
	expect(stderr).not.toMatch(/^\s+at .+:\d+/m);
	expect(stderr.trim()).toMatchInlineSnapshot(`
		"Pulumi.dev.yaml has 7 faults:
		  - stagecraft:stage = "huge": must be one of launch, 10k, 100k, 1m, 10m. Set it in Pulumi.dev.yaml.
		  - stagecraft:workload.requestsPerDay = -1: must be at least 1. Set it in Pulumi.dev.yaml.
		  - stagecraft:tenants[0].shards = 0: must be at least 1. Set it in Pulumi.dev.yaml.
		  - stagecraft:tenants[2].jurisdiction = "eu": excludes region: D1 takes a location hint or a jurisdiction, not both. Set it in Pulumi.dev.yaml.
		  - stagecraft:tenants[1].id = "acme": must be unique; acme stands at 0 too. Set it in Pulumi.dev.yaml.
		  - stagecraft:zone.name = (absent): must be given. Set it in Pulumi.dev.yaml.
		  - stagecraft:colour = "red": is no setting. Remove it from Pulumi.dev.yaml, or mend its spelling."
	`);
	rmSync(folder, { recursive: true });
});
