import { z } from "zod";
import type { AccountParts, VersionPart } from "../account-parts.ts";
import { makeBinding } from "../binding-rule.ts";
import { deployedVersion } from "../deployed.ts";
import { LocalError } from "../local-error.ts";

/** The `exports` of a version: the same map also configures named entrypoints, which need nothing here. */
export const VersionExports = z
	.record(z.string(), z.object({ type: z.string(), storage: z.string().optional(), state: z.string().optional() }))
	.default({});

export const DURABLE_OBJECT_BINDINGS = {
	durable_object_namespace: makeBinding(
		z.object({ className: z.string(), scriptName: z.string().optional() }),
		({ className, scriptName }, name, { parts, label, worker }) => {
			const exporter = scriptName ?? worker;
			requireClass(parts, exporter, className, label);
			return { durableObjects: { [name]: { className, scriptName: exporter, useSQLite: true } } };
		},
	),
} as const;

export function toDurableObjectClasses(exported: z.infer<typeof VersionExports>): readonly string[] {
	return Object.entries(exported).flatMap(([className, { type, storage, state }]) => {
		if (type !== "durable-object" || state === "deleted") return [];
		if (storage !== "sqlite") {
			throw new LocalError(
				"bad_resource",
				`Durable Object class ${className}: storage must be "sqlite"; Cloudflare has no other for new classes.`,
			);
		}
		return [className];
	});
}

/** Classes that only other Workers bind, or none, need their storage too. */
export function toUnboundObjects(version: VersionPart) {
	return version.durableObjects.map((className) => ({ className, useSQLite: true }));
}

function requireClass(parts: AccountParts, worker: string, className: string, label: string): void {
	const classes = deployedVersion(parts, worker)?.durableObjects;
	if (classes === undefined) throw new LocalError("bad_resource", `${label} needs Worker ${worker}, which isn't deployed.`);
	if (!classes.includes(className)) {
		throw new LocalError(
			"bad_resource",
			`${label} needs Durable Object class ${className}, which the exports of Worker ${worker} don't list.`,
		);
	}
}
