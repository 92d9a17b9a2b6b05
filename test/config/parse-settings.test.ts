import { expect, it } from "vitest";
import { parseSettings } from "../../config/parse-settings.ts";
import { UserError } from "../../config/user-error.ts";

const parse = (values: Readonly<Record<string, unknown>>) => parseSettings(values, { file: "Pulumi.test.yaml" });

function faultsOf(values: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
	try {
		parse(values);
	} catch (error) {
		if (error instanceof UserError) return error.issues.map(({ option, rule }) => [option, rule] as const);
		throw error;
	}
	return [];
}

it("takes a stack file that names a stage and nothing else", () => {
	expect(parse({ stage: "launch" })).toEqual({ stage: "launch", filesOrigins: [], workload: {}, tenants: [], overrides: {} });
});

it("tells every fault of a stack file in one message", () => {
	const faults = faultsOf({
		stage: "huge",
		workload: { requestsPerDay: -1 },
		tenants: [
			{ id: "acme", region: "weur", shards: 0 },
			{ id: "acme", region: "weur" },
			{ id: "globex", region: "enam", jurisdiction: "eu" },
		],
		zone: { plan: "free", hostname: "api.example.com" },
		colour: "red",
	});
	expect(faults).toEqual([
		["stagecraft:stage", "must be one of launch, 10k, 100k, 1m, 10m"],
		["stagecraft:workload.requestsPerDay", "must be at least 1"],
		["stagecraft:tenants[0].shards", "must be at least 1"],
		["stagecraft:tenants[2].jurisdiction", "excludes region: D1 takes a location hint or a jurisdiction, not both"],
		["stagecraft:tenants[1].id", "must be unique; acme stands at 0 too"],
		["stagecraft:zone.name", "must be given"],
		["stagecraft:colour", "is no setting"],
	]);
});

it("names option, value, rule and remedy of a fault", () => {
	expect(() => parse({ stage: "1k" })).toThrow(
		'Pulumi.test.yaml has a fault:\n  - stagecraft:stage = "1k": must be one of launch, 10k, 100k, 1m, 10m. Set it in Pulumi.test.yaml.',
	);
});

it.each([
	["a missing stage", {}, "stagecraft:stage"],
	[
		"a tenant id that no name at Cloudflare could hold",
		{ stage: "1m", tenants: [{ id: "Acme Inc", region: "weur" }] },
		"stagecraft:tenants[0].id",
	],
	["a tenant that says nothing of where its data is", { stage: "1m", tenants: [{ id: "acme" }] }, "stagecraft:tenants[0].region"],
	[
		"a host name outside its zone",
		{ stage: "1m", zone: { name: "example.com", plan: "pro", hostname: "api.example.org" } },
		"stagecraft:zone.hostname",
	],
	["an account id that is none", { stage: "launch", accountId: "mine" }, "stagecraft:accountId"],
	["an unknown knob", { stage: "launch", overrides: { d1Size: { shards: 3 } } }, "stagecraft:overrides.d1Size.shards"],
	["an unknown group of knobs", { stage: "launch", overrides: { d1: {} } }, "stagecraft:overrides.d1"],
	[
		"a knob over Cloudflare's limit",
		{ stage: "launch", overrides: { queueThroughput: { batchSize: 101 } } },
		"stagecraft:overrides.queueThroughput.batchSize",
	],
	[
		"a duration without a unit",
		{ stage: "launch", overrides: { queueThroughput: { retention: "3600" } } },
		"stagecraft:overrides.queueThroughput.retention",
	],
	[
		"a region twice in the pool",
		{
			stage: "launch",
			overrides: {
				d1WriteRate: {
					pool: [
						{ region: "weur", shards: 1 },
						{ region: "weur", shards: 2 },
					],
				},
			},
		},
		"stagecraft:overrides.d1WriteRate.pool",
	],
	["tenants that are no list", { stage: "launch", tenants: "acme" }, "stagecraft:tenants"],
])("refuses %s", (_what, values, option) => {
	expect(faultsOf(values).map(([name]) => name)).toEqual([option]);
});
