import type { Rule } from "./rule.ts";
import { d1Location } from "./rules/d1/d1-location.ts";
import { databaseResidency } from "./rules/d1/database-residency.ts";
import { overReplication } from "./rules/d1/over-replication.ts";
import { replicationExplicit } from "./rules/d1/replication-explicit.ts";
import { replicationWithoutSessions } from "./rules/d1/replication-without-sessions.ts";
import { shardBindingLimit } from "./rules/d1/shard-binding-limit.ts";
import { shardingTooEarly } from "./rules/d1/sharding-too-early.ts";
import { objectClassNotExported } from "./rules/durable-object/object-class-not-exported.ts";
import { objectClassRemoved } from "./rules/durable-object/object-class-removed.ts";
import { cacheKeyWithoutTenant } from "./rules/edge/cache-key-without-tenant.ts";
import { cacheRuleTtl } from "./rules/edge/cache-rule-ttl.ts";
import { tieredCacheOff } from "./rules/edge/tiered-cache-off.ts";
import { zoneWithoutRateLimit } from "./rules/edge/zone-without-rate-limit.ts";
import { cacheTtl } from "./rules/kv/cache-ttl.ts";
import { kvDearerThanReads } from "./rules/kv/kv-dearer-than-reads.ts";
import { consumerBatchSize } from "./rules/queue/consumer-batch-size.ts";
import { consumerConcurrency } from "./rules/queue/consumer-concurrency.ts";
import { consumerRetries } from "./rules/queue/consumer-retries.ts";
import { consumerRetryDelay } from "./rules/queue/consumer-retry-delay.ts";
import { consumerWait } from "./rules/queue/consumer-wait.ts";
import { dlqRetention } from "./rules/queue/dlq-retention.ts";
import { dlqWithoutConsumer } from "./rules/queue/dlq-without-consumer.ts";
import { queueRetention } from "./rules/queue/queue-retention.ts";
import { queueWithoutDlq } from "./rules/queue/queue-without-dlq.ts";
import { bucketCorsAnyOrigin } from "./rules/r2/bucket-cors-any-origin.ts";
import { bucketLocation } from "./rules/r2/bucket-location.ts";
import { bucketPublic } from "./rules/r2/bucket-public.ts";
import { bucketResidency } from "./rules/r2/bucket-residency.ts";
import { bucketWithoutLifecycle } from "./rules/r2/bucket-without-lifecycle.ts";
import { lifecycleUnit } from "./rules/r2/lifecycle-unit.ts";
import { uploadsNeverAborted } from "./rules/r2/uploads-never-aborted.ts";
import { capacityHeadroom } from "./rules/stack/capacity-headroom.ts";
import { dataUnprotected } from "./rules/stack/data-unprotected.ts";
import { monthlyCost } from "./rules/stack/monthly-cost.ts";
import { nameWithoutPrefix } from "./rules/stack/name-without-prefix.ts";
import { outsideThePlan } from "./rules/stack/outside-the-plan.ts";
import { stageChangeLosesData } from "./rules/stack/stage-change-loses-data.ts";
import { bindingsLimit } from "./rules/worker/bindings-limit.ts";
import { compatibilityDate } from "./rules/worker/compatibility-date.ts";
import { compatibilityDateOld } from "./rules/worker/compatibility-date-old.ts";
import { cpuLimitMissing } from "./rules/worker/cpu-limit-missing.ts";
import { cronCount } from "./rules/worker/cron-count.ts";
import { cronGrain } from "./rules/worker/cron-grain.ts";
import { observabilityOff } from "./rules/worker/observability-off.ts";
import { placementMissing } from "./rules/worker/placement-missing.ts";
import { publicWithoutRateLimit } from "./rules/worker/public-without-rate-limit.ts";
import { samplingEverything } from "./rules/worker/sampling-everything.ts";
import { secretInPlainText } from "./rules/worker/secret-in-plain-text.ts";
import { smartPlacementOnEdge } from "./rules/worker/smart-placement-on-edge.ts";
import { variableSize } from "./rules/worker/variable-size.ts";
import { variablesLimit } from "./rules/worker/variables-limit.ts";
import { workerSize } from "./rules/worker/worker-size.ts";
import { workerStartup } from "./rules/worker/worker-startup.ts";
import { workersCacheCrossVersion } from "./rules/worker/workers-cache-cross-version.ts";
import { workersCacheWithoutTenant } from "./rules/worker/workers-cache-without-tenant.ts";

/** Every rule there is, in the order of the reference. */
export const RULES: readonly Rule[] = [
	queueWithoutDlq,
	dlqWithoutConsumer,
	dlqRetention,
	queueRetention,
	consumerBatchSize,
	consumerWait,
	consumerConcurrency,
	consumerRetries,
	consumerRetryDelay,
	cacheTtl,
	kvDearerThanReads,
	d1Location,
	databaseResidency,
	overReplication,
	replicationExplicit,
	replicationWithoutSessions,
	shardBindingLimit,
	shardingTooEarly,
	bucketCorsAnyOrigin,
	bucketLocation,
	bucketPublic,
	bucketResidency,
	bucketWithoutLifecycle,
	lifecycleUnit,
	uploadsNeverAborted,
	bindingsLimit,
	compatibilityDate,
	compatibilityDateOld,
	cpuLimitMissing,
	cronCount,
	cronGrain,
	observabilityOff,
	placementMissing,
	publicWithoutRateLimit,
	samplingEverything,
	secretInPlainText,
	smartPlacementOnEdge,
	variableSize,
	variablesLimit,
	workerSize,
	workerStartup,
	workersCacheCrossVersion,
	workersCacheWithoutTenant,
	objectClassNotExported,
	objectClassRemoved,
	cacheKeyWithoutTenant,
	cacheRuleTtl,
	tieredCacheOff,
	zoneWithoutRateLimit,
	capacityHeadroom,
	dataUnprotected,
	monthlyCost,
	nameWithoutPrefix,
	outsideThePlan,
	stageChangeLosesData,
];
