import type { ModuleDefinition } from "miniflare";
import type { AccountParts } from "./account-parts.ts";

/** Named entrypoints of a Worker that others bind, and its Workflows: classes whose `env` the front wraps too. */
function listClasses(parts: AccountParts, worker: string): readonly string[] {
	const bindings = [...parts.versions.values()].flatMap(({ bindings }) => bindings);
	const names = bindings.filter(({ type, service }) => type === "service" && service === worker).map(({ entrypoint }) => entrypoint);
	const workflows = [...parts.workflows.values()].filter((workflow) => workflow.worker === worker).map(({ className }) => className);
	return [...new Set([...names.filter((name) => typeof name === "string"), ...workflows])];
}

/**
 * Puts a module before a Worker's own, whose code stays as it is deployed: every handler, entrypoint and Workflow gets the `env` that
 * `wrapEnv(worker, env)` gives, and a batch of a queue goes through `wrapQueue(worker, batch, deliver)`.
 */
export function putInFront(front: string, worker: string, parts: AccountParts, modules: readonly ModuleDefinition[]): ModuleDefinition[] {
	const [main] = modules;
	if (main === undefined) return [];
	const folder = `/workers/${worker}`;
	const own = JSON.stringify(`./${main.path.slice(folder.length + 1)}`);
	const classes = listClasses(parts, worker).map((name) => `export const ${name} = wrapClass(own.${name});`);
	const contents = `import * as own from ${own};
import { wrapEnv, wrapQueue } from "./@front.js";
export * from ${own};
const wrap = (env) => wrapEnv(${JSON.stringify(worker)}, env);
const wrapClass = (Base) => class extends Base { constructor(ctx, env) { super(ctx, wrap(env)); } };
const { fetch, scheduled, queue } = own.default;
export default typeof own.default === "function" ? wrapClass(own.default) : {
	...(fetch && { fetch: (request, env, ctx) => fetch(request, wrap(env), ctx) }),
	...(scheduled && { scheduled: (event, env, ctx) => scheduled(event, wrap(env), ctx) }),
	...(queue && { queue: (batch, env, ctx) => wrapQueue(${JSON.stringify(worker)}, batch, (given) => queue(given, wrap(env), ctx)) }),
};
${classes.join("\n")}
`;
	return [
		{ type: "ESModule", path: `${folder}/@main.js`, contents },
		{ type: "ESModule", path: `${folder}/@front.js`, contents: front },
		...modules,
	];
}
