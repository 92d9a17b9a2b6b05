import type { Knobs } from "../config/knobs.ts";
import type { Stage, Workload } from "../config/settings.ts";
import type { DatabaseNode, MigrationSet } from "./d1.ts";
import type { EdgeNode } from "./edge.ts";
import type { KvNode } from "./kv.ts";
import type { QueueNode } from "./queue.ts";
import type { BucketNode } from "./r2.ts";
import type { WorkerNode } from "./worker.ts";
import type { WorkflowNode } from "./workflow.ts";

/**
 * Every resource and every knob of one environment: deeply frozen, JSON-safe, with no secret in it.
 * A node's `id` is its name in the program, `name` its name at Cloudflare; both are identity for ever.
 */
export interface Plan {
	readonly stage: Stage;
	/** Begins every name at Cloudflare: `stagecraft-prod`. */
	readonly prefix: string;
	readonly workload: Workload;
	/** The preset's, with the stack file's overrides: what the nodes below were made from. */
	readonly knobs: Knobs;
	readonly accountId: string | null;
	readonly kv: readonly KvNode[];
	readonly d1: readonly DatabaseNode[];
	/** In the order in which they are applied. */
	readonly migrations: readonly MigrationSet[];
	readonly queues: readonly QueueNode[];
	readonly r2: readonly BucketNode[];
	/** Where presigned URLs lead; null for R2's endpoint of the account. */
	readonly filesEndpoint: string | null;
	/** In an order in which every Worker comes after those it calls. */
	readonly workers: readonly WorkerNode[];
	readonly workflows: readonly WorkflowNode[];
	/** Null where the gateway answers on workers.dev. */
	readonly edge: EdgeNode | null;
	/** Tenants with databases of their own. */
	readonly tenants: readonly { readonly id: string; readonly location: string; readonly shards: readonly string[] }[];
}
