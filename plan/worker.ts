import { toMilliseconds } from "../config/units.ts";
import { COMPATIBILITY_DATE } from "../workers/lib/manifest.ts";
import { type BindingNode, planBindings } from "./binding.ts";
import { type Context, type Protection, toName, toProtection } from "./context.ts";
import type { DatabaseNode } from "./d1.ts";
import { type ExportNode, planExports } from "./durable-object.ts";
import { type Instance, planInstances } from "./instance.ts";
import { type PlacementNode, planPlacement } from "./placement.ts";
import type { QueueNode } from "./queue.ts";
import type { BucketNode } from "./r2.ts";

/** One deployed Worker. It holds data where it exports Durable Objects, and is protected then. */
export interface WorkerNode extends Protection {
	readonly id: string;
	readonly name: string;
	/** The folder in `workers/` with its code. */
	readonly source: string;
	/** The location whose databases it binds; null for every one. */
	readonly location: string | null;
	/** Reachable on workers.dev. */
	readonly workersDev: boolean;
	readonly compatibilityDate: string;
	readonly placement: PlacementNode | null;
	readonly cpuMs: number;
	readonly subrequests: number;
	/** The share of invocations that are logged. */
	readonly logSamplingRate: number;
	readonly cache: { readonly enabled: boolean; readonly crossVersionCache: boolean };
	readonly exports: Readonly<Record<string, ExportNode>>;
	readonly bindings: readonly BindingNode[];
	readonly crons: readonly string[];
	/** Workers that must be deployed before it, by id. */
	readonly after: readonly string[];
}

/** The resources that Workers bind. */
interface Stores {
	readonly databases: readonly DatabaseNode[];
	readonly queues: readonly QueueNode[];
	readonly buckets: readonly BucketNode[];
}

export function planWorkers(context: Context, stores: Stores): WorkerNode[] {
	const instances = planInstances(context, stores.databases);
	return toDeploymentOrder(
		instances.map((instance) => planWorker(context, instance, planBindings(context, instance, { instances, ...stores }))),
	);
}

function planWorker(context: Context, { id, manifest, location }: Instance, bindings: readonly BindingNode[]): WorkerNode {
	const { knobs, settings } = context;
	const role = manifest.name === "gateway" || manifest.name === "app" ? manifest.name : "background";
	return {
		id,
		name: toName(context, id),
		source: manifest.name,
		location,
		workersDev: manifest.public && settings.zone === undefined,
		compatibilityDate: COMPATIBILITY_DATE,
		placement: planPlacement(knobs, manifest, location),
		cpuMs: toMilliseconds(knobs.workerCpu[role]),
		subrequests: knobs.subrequests[role],
		logSamplingRate: knobs.observability.logs,
		// Off for the Worker as a whole and on by entrypoint: what is not named is never cached.
		cache: { enabled: false, crossVersionCache: false },
		exports: planExports(knobs, manifest),
		bindings,
		crons: manifest.crons,
		after: [...new Set(bindings.flatMap((binding) => ("worker" in binding && binding.worker !== id ? [binding.worker] : [])))],
		...(manifest.objects.length > 0 ? toProtection(context) : { protect: false, retainOnDelete: false }),
	};
}

/** Every Worker after those it calls: a binding to a Worker that is not there is refused (error 10144, API facts, 2026-11-21). */
function toDeploymentOrder(workers: readonly WorkerNode[], done: readonly WorkerNode[] = []): WorkerNode[] {
	if (workers.length === 0) return [...done];
	const ready = workers.filter(({ after }) => after.every((id) => done.some((worker) => worker.id === id)));
	if (ready.length === 0) throw new Error(`Workers call each other in a circle: ${workers.map(({ id }) => id).join(", ")}`);
	return toDeploymentOrder(
		workers.filter((worker) => !ready.includes(worker)),
		[...done, ...ready],
	);
}
