import type { Hono } from "hono";
import { ProblemError } from "../lib/problem.ts";
import type { GatewayContext, GatewayEnv } from "./gateway-env.ts";
import { toAllow } from "./routes.ts";

export type Answer = (c: GatewayContext) => Response | Promise<Response>;

/** Adds a pattern with its methods; OPTIONS says which, any other method is told by 405. */
export function addRoute(app: Hono<GatewayEnv>, pattern: string, answers: Readonly<Record<string, Answer>>): void {
	const allow = toAllow(Object.keys(answers));
	for (const [method, answer] of Object.entries(answers)) {
		app.on(method, pattern, (c) => {
			c.set("route", pattern);
			return answer(c);
		});
	}
	app.all(pattern, (c) => {
		c.set("route", pattern);
		if (c.req.method === "OPTIONS") return c.body(null, 204, { allow });
		throw new ProblemError("method-not-allowed", `This route has ${allow}.`, { allow });
	});
}
