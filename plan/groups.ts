import { type Issue, UserError } from "../config/user-error.ts";
import { LIMITS } from "../sizing/limits.ts";
import type { Plan } from "./plan.ts";

/** A new tenant's request asks each `app` whether it has databases for it, then the chosen one, and then the one that binds what it chose. */
const MAX_APPS = LIMITS.workerInvocations.paid - 2;

const OPTION = "stagecraft:overrides.d1WriteRate.shardsPerWorker";

/** @throws UserError for more databases in a group than its `app` may bind, and for more `app`s than a request may call. */
export function assertGroups({ workers, d1, knobs }: Plan): void {
	const { shardsPerWorker } = knobs.d1WriteRate;
	const own = new Set(d1.flatMap(({ id, shard }) => (shard !== null && shard.tenant !== null ? [id] : [])));
	const apps = workers.filter(({ source }) => source === "app");
	const issues = apps.flatMap(({ id, bindings }): Issue[] => {
		const bound = bindings.filter((binding) => binding.type === "d1" && own.has(binding.database)).length;
		if (bound <= shardsPerWorker) return [];
		return [
			{
				option: "stagecraft:tenants",
				value: `${bound} databases of tenants' own bound by ${id}`,
				rule: `a group has at most ${shardsPerWorker} of them (${OPTION})`,
				remedy: "Give the tenants that you add the next `group`; it is part of their databases' names, so those that are there keep theirs",
			},
		];
	});
	if (apps.length > MAX_APPS)
		issues.push({
			option: OPTION,
			value: String(shardsPerWorker),
			rule: `it makes ${apps.length} \`app\`s of these databases, and a request may call ${MAX_APPS} (${LIMITS.workerInvocations.source}, ${LIMITS.workerInvocations.date})`,
			remedy: "Raise it, to 2400 at most, or use fewer tenants' groups and regions",
		});
	if (issues.length > 0) throw new UserError("groups", "Some databases can't be bound:", issues);
}
