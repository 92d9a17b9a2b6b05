import type { ModuleDefinition, WorkerOptions } from "miniflare";
import type { AccountParts, ModulePart, VersionPart, WorkerPart } from "./account-parts.ts";
import { toBindingOptions } from "./binding-table.ts";
import { putInFront } from "./front.ts";
import { LocalError } from "./local-error.ts";
import { toUnboundObjects } from "./products/durable-object.ts";
import { toQueueConsumers } from "./products/queue.ts";

type ModuleType = "CompiledWasm" | "Data" | "ESModule" | "Text";

const MODULE_TYPES: Readonly<Record<string, ModuleType>> = {
	"application/javascript+module": "ESModule",
	"application/octet-stream": "Data",
	"application/wasm": "CompiledWasm",
	"text/plain": "Text",
};

// Uploaded for Cloudflare's stack traces; workerd has no use for them.
const SOURCE_MAP = "application/source-map";

export type WorkerContext = {
	readonly parts: AccountParts;
	/** The last day whose behaviour this workerd knows, such as `2026-07-30`. */
	readonly newestCompatibilityDate: string;
	/** A module before its own. */
	readonly front: string | undefined;
};

/** A deployed Worker as Miniflare takes it. */
export function toWorkerOptions(
	worker: WorkerPart,
	version: VersionPart,
	{ parts, newestCompatibilityDate, front }: WorkerContext,
): WorkerOptions {
	const bindings = toBindingOptions(version, { parts, worker: worker.name, versionId: version.id, tag: version.tag });
	for (const designator of Object.values(bindings.serviceBindings ?? {})) requireService(parts, worker.name, designator);
	const modules = toModules(worker.name, version);
	return {
		name: worker.name,
		modulesRoot: `/workers/${worker.name}`,
		modules: front === undefined ? modules : putInFront(front, worker.name, parts, modules),
		compatibilityDate: version.compatibilityDate < newestCompatibilityDate ? version.compatibilityDate : newestCompatibilityDate,
		compatibilityFlags: [...version.compatibilityFlags],
		...bindings,
		additionalUnboundDurableObjects: toUnboundObjects(version),
		queueConsumers: toQueueConsumers(parts, worker.name),
	};
}

function toModules(worker: string, version: VersionPart): ModuleDefinition[] {
	const modules = version.modules.filter(({ contentType }) => contentType !== SOURCE_MAP);
	const main = modules.find(({ name }) => name === version.mainModule);
	if (main === undefined) {
		throw new LocalError("bad_resource", `Worker ${worker}: mainModule is ${version.mainModule}, which isn't among its modules.`);
	}
	return [main, ...modules.filter((module) => module !== main)].map((module) => toModule(worker, module));
}

function toModule(worker: string, { name, contentType, content }: ModulePart): ModuleDefinition {
	const type = MODULE_TYPES[contentType];
	if (type === undefined) {
		const known = Object.keys(MODULE_TYPES).join(", ");
		throw new LocalError("bad_resource", `Worker ${worker}, module ${name}: content type ${contentType} isn't one of ${known}.`);
	}
	const path = `/workers/${worker}/${name}`;
	return type === "ESModule" || type === "Text"
		? { type, path, contents: Buffer.from(content).toString("utf8") }
		: { type, path, contents: content };
}

function requireService(parts: AccountParts, worker: string, designator: unknown): void {
	const service = typeof designator === "string" ? designator : Reflect.get(Object(designator), "name");
	if (parts.deployments.has(service)) return;
	throw new LocalError("bad_resource", `Worker ${worker} binds service ${service}, which no WorkersDeployment deploys.`);
}
