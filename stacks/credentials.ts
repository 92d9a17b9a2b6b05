import { allConfig } from "@pulumi/pulumi/runtime/config.js";

/**
 * The provider's own credentials: Pulumi's config before the environment, as the provider reads them. The token goes to
 * the API only: it is read here and not through `Config`, which would make it a value of the program.
 */
export function readApiCredentials(): { readonly apiToken?: string; readonly baseUrl?: string } {
	const config = allConfig() ?? {};
	const apiToken = config["cloudflare:apiToken"] ?? process.env["CLOUDFLARE_API_TOKEN"];
	const baseUrl = config["cloudflare:baseUrl"] ?? process.env["CLOUDFLARE_BASE_URL"];
	return { ...(apiToken === undefined ? {} : { apiToken }), ...(baseUrl === undefined ? {} : { baseUrl }) };
}
