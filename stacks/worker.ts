import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { ExportNode } from "../plan/durable-object.ts";
import type { PlacementNode } from "../plan/placement.ts";
import type { WorkerNode } from "../plan/worker.ts";
import type { Bundle } from "./bundle.ts";
import { toOptions } from "./options.ts";
import { type BindingTargets, toBinding } from "./worker-binding.ts";

interface Args {
	readonly accountId: pulumi.Input<string>;
	readonly node: WorkerNode;
	readonly bundle: Bundle;
	readonly targets: BindingTargets;
	/** What must stand before its code runs: migrations. */
	readonly codeAfter: readonly pulumi.Resource[];
}

/**
 * A Worker with one immutable version, all of its traffic, and its crons.
 * Pass the deployments of the Workers it calls as `dependsOn`: then they come first, and go last.
 */
export class WorkerService extends pulumi.ComponentResource {
	readonly scriptName: pulumi.Output<string>;
	readonly deployment: cloudflare.WorkersDeployment;
	/** Where it answers on workers.dev, once the account has a subdomain there. */
	readonly workersDevUrl: pulumi.Output<string | null>;

	constructor(name: string, args: Args, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:worker:WorkerService", name, {}, options);
		const { accountId, node } = args;
		const dependsOn = options?.dependsOn ?? [];
		const worker = new cloudflare.Worker(`${name}-worker`, { accountId, ...toWorkerArgs(node) }, { ...toOptions(this, node), dependsOn });
		const version = new cloudflare.WorkerVersion(
			`${name}-version`,
			{ accountId, workerId: worker.id, ...toVersionArgs(args) },
			{ parent: this, dependsOn: [...args.codeAfter] },
		);
		this.deployment = new cloudflare.WorkersDeployment(
			`${name}-deployment`,
			{ accountId, scriptName: worker.name, strategy: "percentage", versions: [{ versionId: version.id, percentage: 100 }] },
			{ parent: this },
		);
		if (node.crons.length > 0)
			new cloudflare.WorkersCronTrigger(
				`${name}-crons`,
				{ accountId, scriptName: worker.name, schedules: node.crons.map((cron) => ({ cron })) },
				{ parent: this, dependsOn: [this.deployment] },
			);
		this.scriptName = worker.name;
		this.workersDevUrl = worker.subdomain.apply((subdomain) => subdomain?.url ?? null);
		this.registerOutputs({ scriptName: this.scriptName, versionId: version.id, sha256: args.bundle.sha256 });
	}
}

const toWorkerArgs = ({ name, workersDev, logSamplingRate }: WorkerNode): Omit<cloudflare.WorkerArgs, "accountId"> => ({
	name,
	observability: {
		enabled: true,
		headSamplingRate: logSamplingRate,
		logs: { enabled: true, invocationLogs: true, headSamplingRate: logSamplingRate },
	},
	subdomain: { enabled: workersDev, previewsEnabled: false },
});

/** `bindings` always, and empty where there are none: left out, every plan after a refresh has an update (API facts §7, 2026-11-21). */
function toVersionArgs({ node, bundle, targets }: Args): Omit<cloudflare.WorkerVersionArgs, "accountId" | "workerId"> {
	const exports = Object.fromEntries(Object.entries(node.exports).map(([name, entry]) => [name, toExport(entry)]));
	return {
		mainModule: bundle.mainModule,
		modules: [...bundle.modules],
		compatibilityDate: node.compatibilityDate,
		compatibilityFlags: [],
		limits: { cpuMs: node.cpuMs, subrequests: node.subrequests },
		bindings: node.bindings.map((binding) => toBinding(binding, targets)),
		cacheOptions: { enabled: node.cache.enabled, crossVersionCache: node.cache.crossVersionCache },
		...(node.placement === null ? {} : { placement: toPlacement(node.placement) }),
		...(Object.keys(exports).length === 0 ? {} : { exports }),
	};
}

const toPlacement = (placement: PlacementNode) => (placement.kind === "smart" ? { mode: "smart" } : { region: placement.region });

const toExport = (entry: ExportNode) =>
	entry.type === "durable-object" ? entry : { type: entry.type, cache: { enabled: entry.cacheEnabled } };
