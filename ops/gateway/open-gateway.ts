import { findGateway } from "./find-gateway.ts";
import { type GatewayClient, makeGatewayClient } from "./gateway-client.ts";

/** A client of the stack that the options name. */
export const openGateway = async (root: string, choice: { readonly stack: string; readonly local: boolean }): Promise<GatewayClient> =>
	makeGatewayClient(await findGateway(root, choice));
