import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { KvNode } from "../plan/kv.ts";
import { toOptions } from "./options.ts";

interface Args {
	readonly accountId: pulumi.Input<string>;
	readonly nodes: readonly KvNode[];
}

/** The KV namespaces. `ids` are Cloudflare's, by the plan's. */
export class KvNamespaces extends pulumi.ComponentResource {
	readonly ids: Readonly<Record<string, pulumi.Output<string>>>;

	constructor(name: string, { accountId, nodes }: Args, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:kv:KvNamespaces", name, {}, options);
		this.ids = Object.fromEntries(
			nodes.map((node) => {
				const namespace = new cloudflare.WorkersKvNamespace(`${name}-${node.id}`, { accountId, title: node.name }, toOptions(this, node));
				return [node.id, namespace.id];
			}),
		);
		this.registerOutputs({ ids: this.ids });
	}
}
