import { makeAddRoute } from "../lib/http/make-add-route.ts";
import type { GatewayEnv } from "./gateway-env.ts";

/** Adds a route that OPTIONS knows, and the metrics by its pattern. */
export const addRoute = makeAddRoute<GatewayEnv>({ answersOptions: true, onRoute: (c, pattern) => c.set("route", pattern) });
