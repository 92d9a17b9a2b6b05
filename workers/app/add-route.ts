import type { Hono } from "hono";
import { ProblemError } from "../lib/problem.ts";
import type { AppContext, AppEnv } from "./app-env.ts";

export type Answer = (c: AppContext) => Response | Promise<Response>;

/** Adds a pattern with its methods; any other method is told by 405. HEAD goes with GET. */
export function addRoute(app: Hono<AppEnv>, pattern: string, answers: Readonly<Record<string, Answer>>): void {
	const methods = Object.keys(answers);
	const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].join(", ");
	for (const [method, answer] of Object.entries(answers)) app.on(method, pattern, answer);
	app.all(pattern, () => {
		throw new ProblemError("method-not-allowed", `This route has ${allow}.`, { allow });
	});
}
