/** By resource type: whether it holds data, and the inputs that can't change where it stands. */
interface Replacement {
	readonly holdsData: boolean;
	/** Null where any change makes a new one. */
	readonly inputs: readonly string[] | null;
}

const inert = (...inputs: readonly string[]): Replacement => ({ holdsData: false, inputs });
const stateful = (...inputs: readonly string[]): Replacement => ({ holdsData: true, inputs });
const immutable: Replacement = { holdsData: false, inputs: null };

/** Read in the provider's own code and schema (pulumi-cloudflare 6.22.1, 2026-11-21): nothing registered tells it before the engine asks the provider. */
const REPLACEMENTS: Readonly<Record<string, Replacement>> = {
	"cloudflare:index/workersKvNamespace:WorkersKvNamespace": stateful("accountId", "jurisdiction"),
	// Everything but read replication, which is all that the API lets one change.
	"cloudflare:index/d1Database:D1Database": stateful("accountId", "name", "primaryLocationHint", "jurisdiction"),
	"cloudflare:index/queue:Queue": stateful("accountId", "jurisdiction"),
	// A changed jurisdiction would be sent as a change of another bucket: it never is one.
	"cloudflare:index/r2Bucket:R2Bucket": stateful("accountId", "name", "location", "jurisdiction"),
	"cloudflare:index/r2BucketLifecycle:R2BucketLifecycle": inert("accountId", "bucketName", "jurisdiction"),
	"cloudflare:index/queueConsumer:QueueConsumer": inert("accountId", "queueId"),
	"cloudflare:index/worker:Worker": inert("accountId"),
	"cloudflare:index/workerVersion:WorkerVersion": immutable,
	"cloudflare:index/workersDeployment:WorkersDeployment": immutable,
	"cloudflare:index/workersCustomDomain:WorkersCustomDomain": immutable,
	"cloudflare:index/workersCronTrigger:WorkersCronTrigger": inert("accountId", "scriptName"),
	"cloudflare:index/workersRoute:WorkersRoute": inert("zoneId"),
	"cloudflare:index/workflow:Workflow": inert("accountId", "workflowName"),
	"cloudflare:index/ruleset:Ruleset": inert("zoneId", "accountId", "kind", "phase"),
	"cloudflare:index/tieredCache:TieredCache": inert("zoneId"),
	"cloudflare:index/zoneSetting:ZoneSetting": inert("zoneId", "settingId"),
	"pulumi:index:Stash": inert(),
	"pulumi:providers:cloudflare": inert(),
};

/** What isn't known is thought to be replaced by any change, and to hold no data: a new kind belongs in the table. */
export const findReplacement = (type: string): Replacement => REPLACEMENTS[type] ?? immutable;

export const isKnownType = (type: string): boolean => Object.hasOwn(REPLACEMENTS, type);
