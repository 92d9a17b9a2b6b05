import { z } from "zod";
import { makeHexId } from "../identity.ts";
import { makeInertRule, makeRule } from "../resource-rule.ts";

const DomainInputs = z.object({ hostname: z.string(), service: z.string() });
const RouteInputs = z.object({ pattern: z.string(), script: z.string().optional() });

/** A zone has no local effect, but that a Worker with a domain or a route is public. */
export const EDGE_RESOURCES = {
	"cloudflare:index/ruleset:Ruleset": makeInertRule((inputs) => makeHexId("ruleset", JSON.stringify([inputs["phase"], inputs["name"]]))),
	"cloudflare:index/tieredCache:TieredCache": makeInertRule((inputs) => String(inputs["zoneId"])),
	"cloudflare:index/workersCustomDomain:WorkersCustomDomain": makeRule(DomainInputs, {
		id: ({ hostname }) => makeHexId("domain", hostname),
		add: (parts, { hostname, service }) => parts.routes.set(`${hostname}/*`, service),
	}),
	"cloudflare:index/workersRoute:WorkersRoute": makeRule(RouteInputs, {
		id: ({ pattern }) => makeHexId("route", pattern),
		add: (parts, { pattern, script }) => {
			if (script !== undefined) parts.routes.set(pattern, script);
		},
	}),
	"cloudflare:index/zoneSetting:ZoneSetting": makeInertRule((inputs) => String(inputs["settingId"])),
} as const;
