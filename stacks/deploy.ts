import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../plan/plan.ts";
import { at } from "./at.ts";
import { type Bundle, bundleWorkers } from "./bundle.ts";
import { D1Databases } from "./d1.ts";
import { Edge } from "./edge.ts";
import { KvNamespaces } from "./kv.ts";
import { toAccountId } from "./lookups.ts";
import { Migrations } from "./migrations.ts";
import { Queues } from "./queue.ts";
import { QueueConsumers } from "./queue-consumers.ts";
import { R2Buckets } from "./r2.ts";
import { type Secrets, toFilesSigner, toSecret } from "./secrets.ts";
import { WorkerService } from "./worker.ts";
import type { BindingTargets } from "./worker-binding.ts";
import { Workflows } from "./workflow.ts";

/** What the stack tells those who use it. */
export interface Outputs {
	/** Null until the account has a workers.dev subdomain. */
	readonly gatewayUrl: pulumi.Input<string | null>;
	/** By shard: where it lives and the id of its database. */
	readonly shards: Readonly<Record<string, { readonly location: string; readonly databaseId: pulumi.Output<string> }>>;
	readonly queues: Readonly<Record<string, pulumi.Output<string>>>;
	readonly buckets: Readonly<Record<string, pulumi.Output<string>>>;
	/** A Pulumi secret. */
	readonly adminToken: pulumi.Output<string>;
}

/** Creates everything the plan lists, in an order that is right on a first deployment too. */
export async function deploy(plan: Plan, secrets: Secrets): Promise<Outputs> {
	const bundles = await bundleWorkers([...new Set(plan.workers.map(({ source }) => source))]);
	const accountId = toAccountId(plan.accountId);
	const adminToken = toSecret("admin-token", secrets.adminToken);
	const signingKey = toSecret("signing-key", secrets.signingKey);
	const kv = new KvNamespaces("kv", { accountId, nodes: plan.kv });
	const d1 = new D1Databases("d1", { accountId, nodes: plan.d1 });
	const queues = new Queues("queue", { accountId, nodes: plan.queues });
	const r2 = new R2Buckets("r2", { accountId, nodes: plan.r2 });
	const migrations = new Migrations("migrations", { accountId, sets: plan.migrations, phase: "expand", after: [], databaseIds: d1.ids });
	const targets: BindingTargets = {
		kv: kv.ids,
		d1: d1.ids,
		queues: queues.names,
		buckets: r2.names,
		workers: Object.fromEntries(plan.workers.map(({ id, name }) => [id, name])),
		workflows: Object.fromEntries(plan.workflows.map((node) => [node.id, node])),
		secrets: { adminToken, signingKey, filesSigner: toFilesSigner(secrets, { accountId, endpoint: plan.filesEndpoint }) },
	};
	const workers = deployWorkers(plan, accountId, bundles, targets, migrations.applied);
	const after = Object.values(workers).map(({ deployment }) => deployment);
	new Migrations("contractions", { accountId, sets: plan.migrations, phase: "contract", after, databaseIds: d1.ids });
	new QueueConsumers("consumer", { accountId, nodes: plan.queues, queues, workers });
	new Workflows("workflow", { accountId, nodes: plan.workflows, workers });
	const gatewayUrl =
		plan.edge === null
			? at(workers, "gateway").workersDevUrl
			: new Edge("edge", { accountId, node: plan.edge, worker: at(workers, plan.edge.worker) }).url;
	return { gatewayUrl, shards: toShardMap(plan, d1.ids), queues: queues.names, buckets: r2.names, adminToken };
}

function deployWorkers(
	plan: Plan,
	accountId: pulumi.Input<string>,
	bundles: Readonly<Record<string, Bundle>>,
	targets: BindingTargets,
	codeAfter: readonly pulumi.Resource[],
): Readonly<Record<string, WorkerService>> {
	const workers: Record<string, WorkerService> = {};
	for (const node of plan.workers)
		workers[node.id] = new WorkerService(
			node.id,
			{ accountId, node, bundle: at(bundles, node.source), targets, codeAfter },
			{ dependsOn: node.after.map((id) => at(workers, id).deployment) },
		);
	return workers;
}

const toShardMap = (plan: Plan, ids: D1Databases["ids"]): Outputs["shards"] =>
	Object.fromEntries(
		plan.d1.flatMap(({ id, shard }) => (shard === null ? [] : [[id, { location: shard.location, databaseId: at(ids, id) }]])),
	);
