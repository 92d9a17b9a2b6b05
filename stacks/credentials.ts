import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import type { ApiAccess } from "../migrations/d1-api.ts";

/** The provider's settings and what the SDK calls them. */
const OPTIONS = {
	"cloudflare:apiToken": "apiToken",
	"cloudflare:apiKey": "apiKey",
	"cloudflare:email": "apiEmail",
	"cloudflare:apiUserServiceKey": "userServiceKey",
	"cloudflare:baseUrl": "baseURL",
} as const;

/**
 * The provider's own credentials and address, as Pulumi's config has them; what isn't there, provider and SDK read from the
 * same variables (`CLOUDFLARE_API_TOKEN`, `CLOUDFLARE_BASE_URL`, …). They go to the API only: read through `Config`, they
 * would become values of the program.
 */
export function readApiCredentials(): ApiAccess {
	const config = allConfig() ?? {};
	return Object.fromEntries(Object.entries(OPTIONS).flatMap(([key, option]) => (config[key] === undefined ? [] : [[option, config[key]]])));
}
