import { type Knobs, knobs, type Overrides } from "../config/knobs.ts";
import { parseWorkload, type Settings } from "../config/settings.ts";
import type { Preset } from "../presets/preset.ts";
import { PRESETS } from "../presets/presets.ts";
import type { Context } from "./context.ts";
import { type DatabaseNode, planD1, planMigrations } from "./d1.ts";
import { planEdge } from "./edge.ts";
import { freeze } from "./freeze.ts";
import { assertGroups } from "./groups.ts";
import { planKv } from "./kv.ts";
import { assertNames } from "./names.ts";
import type { Plan } from "./plan.ts";
import { planQueues } from "./queue.ts";
import { planR2 } from "./r2.ts";
import { planWorkers } from "./worker.ts";
import { planWorkflows } from "./workflow.ts";

/** The environment a plan is for. */
export interface Environment {
	readonly project: string;
	readonly stack: string;
}

/**
 * Decides everything there is to decide about an environment, touching nothing.
 * @throws UserError for names that Cloudflare would refuse, and for more databases than its Workers may bind.
 *
 * @example
 * import { parseSettings } from "../config/parse-settings.ts";
 *
 * const settings = parseSettings({ stage: "launch" }, { file: "Pulumi.dev.yaml" });
 * const plan = makePlan(settings, { project: "stagecraft", stack: "dev" });
 */
export function makePlan(settings: Settings, { project, stack }: Environment): Plan {
	const { workload, ...preset } = PRESETS[settings.stage];
	const context: Context = { settings, knobs: applyOverrides(preset, settings.overrides), prefix: `${project}-${stack}` };
	const d1 = planD1(context);
	const queues = planQueues(context);
	const buckets = planR2(context);
	const plan: Plan = {
		stage: settings.stage,
		prefix: context.prefix,
		workload: { ...parseWorkload(workload), ...settings.workload },
		knobs: context.knobs,
		accountId: settings.accountId ?? null,
		kv: planKv(context),
		d1,
		migrations: planMigrations(d1),
		queues,
		r2: buckets,
		filesEndpoint: settings.filesEndpoint ?? null,
		workers: planWorkers(context, { databases: d1, queues, buckets }),
		workflows: planWorkflows(context),
		edge: planEdge(context),
		tenants: settings.tenants.map(({ id }) => toTenant(id, d1)),
	};
	assertNames(plan);
	assertGroups(plan);
	return freeze(plan);
}

function applyOverrides(preset: Omit<Preset, "workload">, overrides: Overrides): Knobs {
	const base = knobs.parse(preset);
	return {
		d1ReadLatency: { ...base.d1ReadLatency, ...overrides.d1ReadLatency },
		d1WriteRate: { ...base.d1WriteRate, ...overrides.d1WriteRate },
		d1Size: { ...base.d1Size, ...overrides.d1Size },
		kvReadLatency: { ...base.kvReadLatency, ...overrides.kvReadLatency },
		kvWriteRate: { ...base.kvWriteRate, ...overrides.kvWriteRate },
		r2Throughput: { ...base.r2Throughput, ...overrides.r2Throughput },
		files: { ...base.files, ...overrides.files },
		jobs: { ...base.jobs, ...overrides.jobs },
		workerMemory: { ...base.workerMemory, ...overrides.workerMemory },
		workerCpu: { ...base.workerCpu, ...overrides.workerCpu },
		subrequests: { ...base.subrequests, ...overrides.subrequests },
		queueThroughput: { ...base.queueThroughput, ...overrides.queueThroughput },
		rateLimits: { ...base.rateLimits, ...overrides.rateLimits },
		live: { ...base.live, ...overrides.live },
		counters: { ...base.counters, ...overrides.counters },
		budget: { ...base.budget, ...overrides.budget },
		sessions: { ...base.sessions, ...overrides.sessions },
		observability: { ...base.observability, ...overrides.observability },
		edge: { ...base.edge, ...overrides.edge },
		safety: { ...base.safety, ...overrides.safety },
	};
}

function toTenant(id: string, databases: readonly DatabaseNode[]) {
	const shards = databases.flatMap(({ shard }) => (shard?.tenant === id ? [shard] : []));
	return { id, location: shards[0]?.location ?? "", shards: shards.map((shard) => shard.id) };
}
