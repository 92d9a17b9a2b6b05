import { createHash } from "node:crypto";
import { z } from "zod";
import { addOnce } from "../account-parts.ts";
import { makeBinding } from "../binding-rule.ts";
import { makeHexId, makeUuid } from "../identity.ts";
import { makeRule } from "../resource-rule.ts";
import { toDurableObjectClasses, VersionExports } from "./durable-object.ts";

const WorkerInputs = z.object({ name: z.string(), subdomain: z.object({ enabled: z.boolean() }) });

const VersionInputs = z.object({
	workerId: z.string(),
	mainModule: z.string(),
	modules: z.array(z.object({ name: z.string(), contentType: z.string(), contentBase64: z.string() })).min(1),
	compatibilityDate: z.string(),
	compatibilityFlags: z.array(z.string()).default([]),
	bindings: z.array(z.looseObject({ type: z.string(), name: z.string() })).default([]),
	exports: VersionExports,
	annotations: z.object({ workersTag: z.string().optional() }).optional(),
});

const DeploymentInputs = z.object({
	scriptName: z.string(),
	versions: z.array(z.object({ versionId: z.string(), percentage: z.number() })).min(1),
});

const CronInputs = z.object({ scriptName: z.string(), schedules: z.array(z.object({ cron: z.string() })) });

export const WORKER_RESOURCES = {
	"cloudflare:index/worker:Worker": makeRule(WorkerInputs, {
		id: ({ name }) => makeHexId("worker", name),
		add: (parts, { name, subdomain }, id) => addOnce(parts.workers, id, { name, subdomain: subdomain.enabled }, `Worker ${name}`),
	}),
	"cloudflare:index/workerVersion:WorkerVersion": makeRule(VersionInputs, {
		// Versions are immutable, so that what they hold is their identity.
		id: (_, all) => makeUuid("version", createHash("sha256").update(JSON.stringify(all)).digest("hex")),
		outputs: () => ({ number: 1, startupTimeMs: 1 }),
		add: (parts, inputs, id) =>
			parts.versions.set(id, {
				id,
				worker: inputs.workerId,
				mainModule: inputs.mainModule,
				modules: inputs.modules.map(({ name, contentType, contentBase64 }) => {
					return { name, contentType, content: Buffer.from(contentBase64, "base64") };
				}),
				compatibilityDate: inputs.compatibilityDate,
				compatibilityFlags: inputs.compatibilityFlags,
				bindings: inputs.bindings,
				durableObjects: toDurableObjectClasses(inputs.exports),
				tag: inputs.annotations?.workersTag ?? "",
			}),
	}),
	"cloudflare:index/workersDeployment:WorkersDeployment": makeRule(DeploymentInputs, {
		id: ({ scriptName, versions }) => makeUuid("deployment", JSON.stringify([scriptName, versions])),
		add: (parts, { scriptName, versions }) => {
			const largest = versions.reduce((best, version) => (version.percentage > best.percentage ? version : best));
			addOnce(parts.deployments, scriptName, largest.versionId, `A deployment of Worker ${scriptName}`);
		},
	}),
	"cloudflare:index/workersCronTrigger:WorkersCronTrigger": makeRule(CronInputs, {
		id: ({ scriptName }) => scriptName,
		add: (parts, { scriptName, schedules }) => {
			const crons = schedules.map(({ cron }) => cron);
			addOnce(parts.crons, scriptName, crons, `A cron trigger of Worker ${scriptName}`);
		},
	}),
} as const;

const RateLimitFields = z.object({
	namespaceId: z.string(),
	simple: z.object({ limit: z.number(), period: z.union([z.literal(10), z.literal(60)]) }),
});

export const WORKER_BINDINGS = {
	analytics_engine: makeBinding(z.object({ dataset: z.string() }), ({ dataset }, name) => {
		return { analyticsEngineDatasets: { [name]: { dataset } } };
	}),
	json: makeBinding(z.object({ json: z.string() }), ({ json }, name) => ({ bindings: { [name]: JSON.parse(json) } })),
	plain_text: makeBinding(z.object({ text: z.string() }), ({ text }, name) => ({ bindings: { [name]: text } })),
	ratelimit: makeBinding(RateLimitFields, ({ namespaceId, simple }, name) => {
		return { ratelimits: { [name]: { namespace_id: namespaceId, simple } } };
	}),
	secret_text: makeBinding(z.object({ text: z.string() }), ({ text }, name) => ({ bindings: { [name]: text } })),
	service: makeBinding(z.object({ service: z.string(), entrypoint: z.string().optional() }), ({ service, entrypoint }, name) => ({
		serviceBindings: { [name]: entrypoint === undefined ? service : { name: service, entrypoint } },
	})),
	// Miniflare's own version metadata has a random id; a plain binding carries the real one.
	version_metadata: makeBinding(z.object({}), (_, name, { versionId, tag }) => {
		return { bindings: { [name]: { id: versionId, tag, timestamp: new Date().toISOString() } } };
	}),
} as const;
