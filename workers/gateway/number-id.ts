import { ProblemError } from "../lib/problem.ts";
import type { GatewayContext } from "./gateway-env.ts";

export const toTenant = (c: GatewayContext): string => c.req.param("tenant") ?? "";

/** Ids that the directory counts are whole numbers; any other text is the id of nothing of that kind. */
export function toNumberId(c: GatewayContext, kind: string): number {
	const text = c.req.param("id") ?? "";
	if (!/^[1-9]\d{0,14}$/.test(text)) throw new ProblemError("not-found", `The tenant has no such ${kind}.`);
	return Number(text);
}
