import type { Context } from "hono";
import type { Answer } from "../lib/http/make-add-route.ts";
import type { Meter } from "../lib/meter/make-meter.ts";
import type { Env } from "./manifest.ts";

/** What the steps of a request hand to one another. */
interface Variables {
	requestId: string;
	/** The pattern of the route that answers, for the metrics. */
	route: string;
	/** The authenticated tenant. */
	tenant: string;
	/** The Content-Security-Policy of a page; null for data. */
	policy: string | null;
	/** What the answer says of limits and budgets. */
	headers: Readonly<Record<string, string>>;
	/** What `app` counted is in the meter. */
	hasBilled: boolean;
	/** Counts what the request costs: the bindings in `c.env` go through it. */
	meter: Meter;
}

export interface GatewayEnv {
	Bindings: Env;
	Variables: Variables;
}

export type GatewayContext = Context<GatewayEnv>;
export type GatewayAnswer = Answer<GatewayEnv>;
