import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { applyMigrations, type Progress } from "../migrations/apply-migrations.ts";
import { readMigrations } from "../migrations/read-migrations.ts";
import type { Phase } from "../migrations/to-apply.ts";
import type { MigrationSet } from "../plan/d1.ts";
import { at } from "./at.ts";
import { readApiCredentials } from "./credentials.ts";

interface Args {
	readonly accountId: pulumi.Input<string>;
	readonly sets: readonly MigrationSet[];
	readonly phase: Phase;
	/** What is there before: for `contract`, the deployments of the new code. */
	readonly after: readonly pulumi.Resource[];
	/** Cloudflare's ids of the databases, by the plan's. */
	readonly databaseIds: Readonly<Record<string, pulumi.Input<string>>>;
}

const hookInput = z.object({
	input: z.object({ accountId: z.string(), databases: z.array(z.object({ id: z.string(), name: z.string() })) }),
});

/**
 * Migrations as part of the deployment: a `Stash` keeps what was applied to what, and applies what is new before it is
 * kept. Only a hook that runs *before* can fail the resource, and so keep new code from old tables.
 */
export class Migrations extends pulumi.ComponentResource {
	readonly applied: readonly pulumi.Resource[];

	constructor(name: string, { accountId, sets, phase, after, databaseIds }: Args, options?: pulumi.ComponentResourceOptions) {
		super("stagecraft:d1:Migrations", name, {}, options);
		this.applied = sets.flatMap(({ set, databases }) => {
			const { migrations, digest } = readMigrations(set);
			// Most of the time nothing contracts.
			if (phase === "contract" && !migrations.some(({ kind }) => kind === "contract")) return [];
			const hook = new pulumi.ResourceHook(`${name}-${set}`, async ({ newInputs }) => {
				const { input } = hookInput.parse(newInputs);
				// Loaded when there is something to apply: a preview doesn't wait for the SDK.
				const { makeD1Query } = await import("../migrations/d1-api.ts");
				const query = makeD1Query(input.accountId, readApiCredentials());
				await applyMigrations(input.databases, migrations, { phase, query, onProgress: (progress) => report(set, progress) });
			});
			const input = { accountId, digest, databases: databases.map((id) => ({ id: at(databaseIds, id), name: id })) };
			const hooks = { beforeCreate: [hook], beforeUpdate: [hook] };
			return [new pulumi.Stash(`${name}-${set}`, { input }, { parent: this, dependsOn: [...after], hooks })];
		});
		this.registerOutputs({ sets: sets.map(({ set }) => set) });
	}
}

/** Shown while it runs and not kept: a fleet has hundreds of databases. */
function report(set: string, { done, total, database, applied }: Progress): void {
	const what = applied.length === 0 ? "nothing new" : applied.join(", ");
	pulumi.log.info(`migrations/${set}: ${done} of ${total}: ${database.name}: ${what}`, undefined, undefined, true);
}
