import type * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import type { BindingNode } from "../plan/binding.ts";
import { at } from "./at.ts";

type Names = Readonly<Record<string, pulumi.Input<string>>>;

/** What the plan's ids in a binding stand for, once the resources are there. */
export interface BindingTargets {
	readonly kv: Names;
	readonly d1: Names;
	readonly queues: Names;
	readonly buckets: Names;
	/** Names of Workers, which their callers bind. */
	readonly workers: Names;
	readonly workflows: Readonly<Record<string, { readonly name: string; readonly worker: string; readonly className: string }>>;
	readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

type Args = Omit<cloudflare.types.input.WorkerVersionBinding, "name">;
type Reader<B extends BindingNode> = (binding: B, targets: BindingTargets) => Args;

const READERS: { readonly [K in BindingNode["type"]]: Reader<Extract<BindingNode, { type: K }>> } = {
	kv_namespace: ({ type, kv }, targets) => ({ type, namespaceId: at(targets.kv, kv) }),
	d1: ({ type, database }, targets) => ({ type, databaseId: at(targets.d1, database) }),
	queue: ({ type, queue }, targets) => ({ type, queueName: at(targets.queues, queue) }),
	r2_bucket: ({ type, bucket, jurisdiction }, targets) => ({
		type,
		bucketName: at(targets.buckets, bucket),
		...(jurisdiction === null ? {} : { jurisdiction }),
	}),
	// The API fills in the environment, which then replaces the version on every plan where it isn't given (CF #7281).
	service: ({ type, worker, entrypoint }, targets) => ({
		type,
		service: at(targets.workers, worker),
		environment: "production",
		...(entrypoint === null ? {} : { entrypoint }),
	}),
	durable_object_namespace: ({ type, worker, className }, targets) => ({ type, className, scriptName: at(targets.workers, worker) }),
	workflow: ({ type, workflow }, targets) => {
		const { name, worker, className } = at(targets.workflows, workflow);
		return { type, workflowName: name, className, scriptName: at(targets.workers, worker) };
	},
	analytics_engine: ({ type, dataset }) => ({ type, dataset }),
	ratelimit: ({ type, namespaceId, limit, periodSeconds }) => ({ type, namespaceId, simple: { limit, period: periodSeconds } }),
	secret_text: ({ type, secret }, targets) => ({ type, text: at(targets.secrets, secret) }),
	json: ({ type, json }) => ({ type, json }),
	version_metadata: ({ type }) => ({ type }),
};

/** A binding of the plan as the provider takes it. */
export function toBinding<K extends BindingNode["type"]>(
	binding: Extract<BindingNode, { type: K }>,
	targets: BindingTargets,
): cloudflare.types.input.WorkerVersionBinding {
	const read: Reader<Extract<BindingNode, { type: K }>> = READERS[binding.type];
	return { name: binding.name, ...read(binding, targets) };
}
