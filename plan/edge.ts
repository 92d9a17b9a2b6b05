import type { Zone } from "../config/settings.ts";
import { type Context, toName } from "./context.ts";

/** A rule of a zone's ruleset. `ref` is its identity. */
export interface RuleNode {
	readonly ref: string;
	readonly description: string;
	readonly expression: string;
}

/** What stands in front of the gateway where it answers in a zone of ours. */
export interface EdgeNode {
	readonly zone: { readonly name: string; readonly id: string | null; readonly plan: Zone["plan"] };
	readonly hostname: string;
	readonly attach: Zone["attach"];
	/** The public Worker, by id. */
	readonly worker: string;
	readonly tieredCache: boolean;
	readonly settings: Readonly<Record<string, string>>;
	readonly names: { readonly cache: string; readonly firewall: string; readonly rateLimit: string };
	readonly bypassCache: readonly RuleNode[];
	readonly block: readonly RuleNode[];
	readonly rateLimits: readonly (RuleNode & RateLimitNode)[];
}

interface RateLimitNode {
	readonly characteristics: readonly string[];
	readonly periodSeconds: number;
	readonly requestsPerPeriod: number;
	readonly mitigationSeconds: number;
}

/** Zone-wide, so only what every host name of a zone should have. */
const SETTINGS = { always_use_https: "on", min_tls_version: "1.2" } as const;

export function planEdge(context: Context): EdgeNode | null {
	const { zone } = context.settings;
	if (zone === undefined) return null;
	return {
		zone: { name: zone.name, id: zone.id ?? null, plan: zone.plan },
		hostname: zone.hostname,
		attach: zone.attach,
		worker: "gateway",
		tieredCache: context.knobs.edge.tieredCache,
		settings: SETTINGS,
		names: { cache: toName(context, "cache"), firewall: toName(context, "firewall"), rateLimit: toName(context, "rate-limit") },
		bypassCache: [
			{ ref: "bypass-api", description: "The API is cached by its Workers or not at all", expression: `${onHost(zone)} and ${API_PATHS}` },
		],
		block: [
			{
				ref: "block-plain-http",
				description: "A key must not travel in the clear, not even to be redirected",
				expression: `${onHost(zone)} and not ssl`,
			},
			{
				ref: "block-methods",
				description: "Methods that no route has",
				expression: `${onHost(zone)} and not http.request.method in {${METHODS}}`,
			},
		],
		rateLimits: [toRateLimit(context, zone)],
	};
}

const API_PATHS = '(starts_with(http.request.uri.path, "/v1/") or starts_with(http.request.uri.path, "/admin/"))';
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"].map((method) => `"${method}"`).join(" ");
const onHost = ({ hostname }: Zone) => `(http.host eq "${hostname}")`;

/**
 * One rule, with what the Free plan has too: it counts addresses for 10 seconds, blocks for 10 seconds, and may name the
 * path only (/waf/rate-limiting-rules/#availability, 2026-09-17).
 */
function toRateLimit({ knobs }: Context, zone: Zone): RuleNode & RateLimitNode {
	return {
		ref: "limit-addresses",
		description: "An address that floods is refused before it costs a Worker request",
		expression: zone.plan === "free" ? API_PATHS : `${onHost(zone)} and ${API_PATHS}`,
		characteristics: ["cf.colo.id", "ip.src"],
		periodSeconds: 10,
		requestsPerPeriod: knobs.rateLimits.zonePer10Seconds,
		mitigationSeconds: 10,
	};
}
