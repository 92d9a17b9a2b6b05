import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { BucketNode, LifecycleRule } from "../plan/r2.ts";
import { toOptions } from "./options.ts";

interface Args {
	readonly accountId: pulumi.Input<string>;
	readonly nodes: readonly BucketNode[];
}

/** The buckets and their lifecycle rules. `names` by the plan's ids. */
export class R2Buckets extends pulumi.ComponentResource {
	readonly names: Readonly<Record<string, pulumi.Output<string>>>;

	constructor(name: string, { accountId, nodes }: Args, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:r2:R2Buckets", name, {}, options);
		this.names = Object.fromEntries(
			nodes.map((node) => {
				const { location, storageClass } = node;
				const bucket = new cloudflare.R2Bucket(
					`${name}-${node.id}`,
					{ accountId, name: node.name, location, storageClass },
					toOptions(this, node),
				);
				const rules = node.lifecycle.map(toRule);
				new cloudflare.R2BucketLifecycle(`${name}-${node.id}-lifecycle`, { accountId, bucketName: bucket.name, rules }, { parent: this });
				return [node.id, bucket.name];
			}),
		);
		this.registerOutputs({ names: this.names });
	}
}

/** Ages are seconds (CF #6135). */
function toRule({ id, prefix, action, afterSeconds }: LifecycleRule): cloudflare.types.input.R2BucketLifecycleRule {
	const common = { id, enabled: true, conditions: { prefix } };
	const condition = { type: "Age", maxAge: afterSeconds };
	switch (action) {
		case "abort-multipart-uploads":
			return { ...common, abortMultipartUploadsTransition: { condition } };
		case "expire":
			return { ...common, deleteObjectsTransition: { condition } };
		case "infrequent-access":
			return { ...common, storageClassTransitions: [{ condition, storageClass: "InfrequentAccess" }] };
	}
}
