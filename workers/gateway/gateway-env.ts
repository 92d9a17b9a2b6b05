import type { Context } from "hono";
import type { Env } from "./manifest.ts";

/** What the steps of a request hand to one another. */
interface Variables {
	requestId: string;
	/** The pattern of the route that answers, for the metrics. */
	route: string;
	/** The authenticated tenant. */
	tenant: string;
}

export interface GatewayEnv {
	Bindings: Env;
	Variables: Variables;
}

export type GatewayContext = Context<GatewayEnv>;
