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
				const { storageClass } = node;
				const residence = toResidence(node);
				const bucket = new cloudflare.R2Bucket(
					`${name}-${node.id}`,
					{ accountId, name: node.name, ...residence, storageClass },
					toOptions(this, node),
				);
				const attached = { accountId, bucketName: bucket.name, ...toJurisdiction(node) };
				const rules = node.lifecycle.map(toRule);
				new cloudflare.R2BucketLifecycle(`${name}-${node.id}-lifecycle`, { ...attached, rules }, { parent: this });
				if (node.origins.length > 0)
					new cloudflare.R2BucketCors(`${name}-${node.id}-cors`, { ...attached, rules: [toCorsRule(node.origins)] }, { parent: this });
				return [node.id, bucket.name];
			}),
		);
		this.registerOutputs({ names: this.names });
	}
}

const toResidence = ({ residence }: BucketNode) =>
	residence.kind === "hint" ? { location: residence.region } : { jurisdiction: residence.jurisdiction };

/** What belongs to a bucket is found by name and jurisdiction. */
const toJurisdiction = ({ residence }: BucketNode) => (residence.kind === "jurisdiction" ? { jurisdiction: residence.jurisdiction } : {});

/** What a page may send and see with a presigned URL. */
const toCorsRule = (origins: readonly string[]): cloudflare.types.input.R2BucketCorsRule => ({
	id: "presigned",
	allowed: { origins: [...origins], methods: ["GET", "PUT", "HEAD"], headers: ["content-type", "if-none-match", "range"] },
	exposeHeaders: ["etag", "content-length", "content-range"],
	maxAgeSeconds: 3_600,
});

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
