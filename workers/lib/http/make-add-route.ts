import type { Context, Env, Hono } from "hono";
import { ProblemError } from "../problem.ts";

export type Answer<E extends Env> = (c: Context<E>) => Response | Promise<Response>;

export interface RouteOptions<E extends Env> {
	/** Whether OPTIONS is answered, with the methods that a route has. */
	readonly answersOptions: boolean;
	/** Told the pattern before whatever answers, a refusal too. */
	readonly onRoute: (c: Context<E>, pattern: string) => void;
}

/** Makes what adds a pattern with its methods to a Worker's routes: HEAD goes with GET, any other method is told by 405. */
export function makeAddRoute<E extends Env>({ answersOptions = false, onRoute = () => {} }: Partial<RouteOptions<E>> = {}) {
	return (app: Hono<E>, pattern: string, answers: Readonly<Record<string, Answer<E>>>): void => {
		const methods = Object.keys(answers);
		const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), ...(answersOptions ? ["OPTIONS"] : [])].join(", ");
		for (const [method, answer] of Object.entries(answers)) {
			app.on(method, pattern, (c) => {
				onRoute(c, pattern);
				return answer(c);
			});
		}
		app.all(pattern, (c) => {
			onRoute(c, pattern);
			if (answersOptions && c.req.method === "OPTIONS") return c.body(null, 204, { allow });
			throw new ProblemError("method-not-allowed", `This route has ${allow}.`, { allow });
		});
	};
}
