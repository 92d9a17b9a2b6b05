import { setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import { expect, it } from "vitest";
import { readApiCredentials } from "../../stacks/credentials.ts";

it("takes the provider's credentials and address from Pulumi's config, under the SDK's names", () => {
	setAllConfig({ "cloudflare:apiToken": "token", "cloudflare:baseUrl": "http://127.0.0.1:1/client/v4/", "stagecraft:stage": "launch" });
	expect(readApiCredentials()).toEqual({ apiToken: "token", baseURL: "http://127.0.0.1:1/client/v4/" });
});

it("leaves what isn't configured to the environment, where the SDK looks itself", () => {
	setAllConfig({});
	expect(readApiCredentials()).toEqual({});
});
