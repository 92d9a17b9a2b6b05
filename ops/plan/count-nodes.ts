import type { Plan } from "../../plan/plan.ts";

/** How many of each product a plan declares: every list of nodes in it, whatever they will be called. */
export function countNodes(plan: Plan): Readonly<Record<string, number>> {
	const lists = Object.entries(plan).filter(([, nodes]) => Array.isArray(nodes));
	return Object.fromEntries(lists.map(([name, nodes]) => [name, Array.isArray(nodes) ? nodes.length : 0]));
}
