import { styleText } from "node:util";
import type { Resource } from "../resource.ts";

const STACK_TYPE = "pulumi:pulumi:Stack";
/** Alike siblings beyond this many are told by their first, their count and their last. */
const LONGEST_RUN = 4;

type Line = { readonly text: string; readonly children: readonly Resource[] };

/** The resources as a tree, one line each, components above their children. */
export function formatTree(resources: readonly Resource[]): readonly string[] {
	const byParent = Map.groupBy(
		resources.filter(({ type }) => type !== STACK_TYPE),
		({ parent }) => parent,
	);
	const stack = resources.find(({ type }) => type === STACK_TYPE);
	const roots = [...(byParent.get(undefined) ?? []), ...(byParent.get(stack?.urn) ?? [])];
	const title = stack === undefined ? [] : [`${styleText("bold", stack.name)} ${styleText("dim", "Stack")}`];
	return [...title, ...formatChildren(roots, byParent)];
}

type ByParent = ReadonlyMap<string | undefined, readonly Resource[]>;

function formatChildren(siblings: readonly Resource[], byParent: ByParent): readonly string[] {
	const lines = toRuns(siblings, byParent).flatMap((run) => toLines(run, byParent));
	return lines.flatMap((line, index) => {
		const last = index === lines.length - 1;
		const below = formatChildren(line.children, byParent).map((text) => `${styleText("dim", last ? " " : "│")}  ${text}`);
		return [`${styleText("dim", last ? "└─" : "├─")} ${line.text}`, ...below];
	});
}

/** Neighbours of one type that have no children of their own. */
function toRuns(siblings: readonly Resource[], byParent: ByParent): readonly (readonly Resource[])[] {
	const runs: Resource[][] = [];
	for (const resource of siblings) {
		const run = runs.at(-1);
		const alike = run?.[0]?.type === resource.type && !byParent.has(resource.urn) && !byParent.has(run[0].urn);
		if (run !== undefined && alike) run.push(resource);
		else runs.push([resource]);
	}
	return runs;
}

function toLines(run: readonly Resource[], byParent: ByParent): readonly Line[] {
	const lines = run.map((resource) => ({ text: label(resource), children: byParent.get(resource.urn) ?? [] }));
	const [first] = lines;
	const last = lines.at(-1);
	if (lines.length <= LONGEST_RUN || first === undefined || last === undefined) return lines;
	return [first, { text: styleText("dim", `… ${lines.length - 2} more …`), children: [] }, last];
}

function label({ name, type, protect }: Resource): string {
	const kind = styleText("dim", shortType(type));
	return protect ? `${name} ${kind} ${styleText("dim", "(protected)")}` : `${name} ${kind}`;
}

export function shortType(type: string): string {
	return type.slice(type.lastIndexOf(":") + 1);
}
