import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseNode } from "../plan/d1.ts";
import { toOptions } from "./options.ts";

interface Args {
	readonly accountId: pulumi.Input<string>;
	readonly nodes: readonly DatabaseNode[];
}

/** The directory and the tenants' databases. `ids` are Cloudflare's, by the plan's. */
export class D1Databases extends pulumi.ComponentResource {
	readonly ids: Readonly<Record<string, pulumi.Output<string>>>;

	constructor(name: string, { accountId, nodes }: Args, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:d1:D1Databases", name, {}, options);
		this.ids = Object.fromEntries(
			nodes.map((node) => {
				const database = new cloudflare.D1Database(`${name}-${node.id}`, { accountId, ...toArgs(node) }, toOptions(this, node));
				return [node.id, database.id];
			}),
		);
		this.registerOutputs({ ids: this.ids });
	}
}

/** `readReplication` always: leaving it out later is sent as null, which the API refuses (tf-migrate #319). */
function toArgs({ name, residence, replication }: DatabaseNode): Omit<cloudflare.D1DatabaseArgs, "accountId"> {
	const common = { name, readReplication: { mode: replication } };
	return residence.kind === "hint"
		? { ...common, primaryLocationHint: residence.region }
		: { ...common, jurisdiction: residence.jurisdiction };
}
