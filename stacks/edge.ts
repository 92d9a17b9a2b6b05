import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { EdgeNode, RuleNode } from "../plan/edge.ts";
import { toZoneId } from "./lookups.ts";
import type { WorkerService } from "./worker.ts";

interface Args {
	readonly accountId: pulumi.Input<string>;
	readonly node: EdgeNode;
	/** The Worker that answers at the host name. */
	readonly worker: WorkerService;
}

/** A zone of ours in front of the gateway: host name, Tiered Cache, cache rules, firewall, rate limits, settings. */
export class Edge extends pulumi.ComponentResource {
	readonly url: string;

	constructor(name: string, { accountId, node, worker }: Args, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:edge:Edge", name, {}, options);
		const zoneId = toZoneId(node.zone);
		const child = { parent: this };
		const attached = { parent: this, dependsOn: [worker.deployment] };
		if (node.attach === "custom-domain")
			new cloudflare.WorkersCustomDomain(
				`${name}-domain`,
				{ accountId, hostname: node.hostname, service: worker.scriptName, zoneId },
				attached,
			);
		else new cloudflare.WorkersRoute(`${name}-route`, { zoneId, pattern: `${node.hostname}/*`, script: worker.scriptName }, attached);
		new cloudflare.TieredCache(`${name}-tiered-cache`, { zoneId, value: node.tieredCache ? "on" : "off" }, child);
		for (const [settingId, value] of Object.entries(node.settings))
			new cloudflare.ZoneSetting(`${name}-${settingId.replaceAll("_", "-")}`, { zoneId, settingId, value }, child);
		for (const { id, ...args } of toRulesets(node)) new cloudflare.Ruleset(`${name}-${id}`, { zoneId, kind: "zone", ...args }, child);
		this.url = `https://${node.hostname}`;
		this.registerOutputs({ url: this.url });
	}
}

type RulesetArgs = Pick<cloudflare.RulesetArgs, "name" | "phase" | "description" | "rules"> & { readonly id: string };

const toRulesets = ({ names, bypassCache, block, rateLimits }: EdgeNode): RulesetArgs[] => [
	{
		id: "cache-rules",
		name: names.cache,
		description: "What the zone's cache leaves alone",
		phase: "http_request_cache_settings",
		rules: bypassCache.map((rule) => ({ ...toRule(rule), action: "set_cache_settings", actionParameters: { cache: false } })),
	},
	{
		id: "firewall",
		name: names.firewall,
		description: "What never reaches a Worker",
		phase: "http_request_firewall_custom",
		rules: block.map((rule) => ({ ...toRule(rule), action: "block" })),
	},
	{
		id: "rate-limit",
		name: names.rateLimit,
		description: "How often an address may ask",
		phase: "http_ratelimit",
		rules: rateLimits.map(({ characteristics, periodSeconds, requestsPerPeriod, mitigationSeconds, ...rule }) => ({
			...toRule(rule),
			action: "block",
			ratelimit: { characteristics: [...characteristics], period: periodSeconds, requestsPerPeriod, mitigationTimeout: mitigationSeconds },
		})),
	},
];

const toRule = ({ ref, description, expression }: RuleNode) => ({ ref, description, expression, enabled: true });
