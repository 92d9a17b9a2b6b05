/** A rule of a bucket, as the program registers it: `cloudflare:index/r2BucketCors:R2BucketCors`. */
export type CorsRule = {
	readonly allowed: {
		readonly origins: readonly string[];
		readonly methods: readonly string[];
		readonly headers?: readonly string[] | undefined;
	};
	readonly exposeHeaders?: readonly string[] | undefined;
	readonly maxAgeSeconds?: number | undefined;
};

type CorsHeaders = Readonly<Record<string, string>>;

const allowsOrigin = ({ allowed }: CorsRule, origin: string) => allowed.origins.some((one) => one === "*" || one === origin);
const allowsMethod = ({ allowed }: CorsRule, method: string) => allowed.methods.includes(method);
/** By name: what a wildcard among the headers means isn't documented (/r2/buckets/cors/, 2026-09-17), so here it means nothing. */
const allowsHeaders = ({ allowed: { headers = [] } }: CorsRule, asked: readonly string[]) =>
	asked.every((name) => headers.some((one) => one.toLowerCase() === name));

/** Which origin an answer names depends on who asked, for whatever caches it. */
const toOrigin = ({ allowed }: CorsRule, origin: string): CorsHeaders => ({
	"access-control-allow-origin": allowed.origins.includes("*") ? "*" : origin,
	vary: "origin",
});

/** What an answer says to a page of another origin; nothing where no rule lets it, so that its browser keeps the answer from it. */
export function toCorsHeaders(rules: readonly CorsRule[], method: string, headers: Headers): CorsHeaders {
	const origin = headers.get("origin");
	const rule = origin === null ? undefined : rules.find((one) => allowsOrigin(one, origin) && allowsMethod(one, method));
	if (origin === null || rule === undefined) return {};
	const { exposeHeaders = [] } = rule;
	return {
		...toOrigin(rule, origin),
		...(exposeHeaders.length === 0 ? {} : { "access-control-expose-headers": exposeHeaders.join(", ") }),
	};
}

/** The answer to a preflight; null where no rule lets the request that it asks for. */
export function answerPreflight(rules: readonly CorsRule[], headers: Headers): CorsHeaders | null {
	const origin = headers.get("origin");
	const method = headers.get("access-control-request-method");
	if (origin === null || method === null) return null;
	const asked = (headers.get("access-control-request-headers") ?? "").toLowerCase().split(",");
	const names = asked.map((name) => name.trim()).filter((name) => name !== "");
	const rule = rules.find((one) => allowsOrigin(one, origin) && allowsMethod(one, method) && allowsHeaders(one, names));
	if (rule === undefined) return null;
	return {
		...toOrigin(rule, origin),
		"access-control-allow-methods": rule.allowed.methods.join(", "),
		...(names.length === 0 ? {} : { "access-control-allow-headers": names.join(", ") }),
		...(rule.maxAgeSeconds === undefined ? {} : { "access-control-max-age": String(rule.maxAgeSeconds) }),
	};
}
