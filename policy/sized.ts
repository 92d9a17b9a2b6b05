import { knobs } from "../config/knobs.ts";
import { parseWorkload } from "../config/settings.ts";
import { PRESETS } from "../presets/presets.ts";
import type { SizedPlan } from "../sizing/sized-plan.ts";
import { bindingsOf, ofType, settingsOf } from "./find.ts";
import type { Judged, Stack } from "./judged.ts";
import { listAt, numberAt, textAt, valueAt } from "./read.ts";
import { TYPES } from "./types.ts";

/**
 * What sizing needs, read from the resources as far as they tell, else from the stack's settings; null where these aren't known.
 * Nothing here comes from the plan: a database that somebody adds by hand counts, and a Worker's real sampling does.
 */
export function toSizedPlan(stack: Stack): SizedPlan | null {
	const { settings, stage } = stack;
	if (settings === null) return null;
	const { workload, ...preset } = PRESETS[stage];
	const parsed = knobs.safeParse(merge(preset, stack.overrides, toObserved(stack)));
	if (!parsed.success) return null;
	return {
		stage,
		workload: { ...parseWorkload(workload), ...settings.workload },
		knobs: parsed.data,
		d1: ofType(stack, TYPES.d1).map((database) => ({ shard: toShard(database) })),
		workers: ofType(stack, TYPES.version).map((version) => ({
			source: (textAt(version, "mainModule") ?? "").replace(/\.js$/, ""),
			crons: cronsOf(stack, version),
			subrequests: numberAt(version, "limits.subrequests") ?? 0,
			cpuMs: numberAt(version, "limits.cpuMs") ?? 0,
		})),
		edge: settings.zone === undefined ? null : { zone: { plan: settings.zone.plan } },
	};
}

type Groups = Readonly<Record<string, unknown>>;

const toObject = (value: unknown): Groups => (typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {});

/** Group by group, the later layer's knobs before the earlier one's. */
const merge = (...layers: readonly Groups[]): Groups => {
	const groups = new Set(layers.flatMap((layer) => Object.keys(layer)));
	return Object.fromEntries([...groups].map((group) => [group, Object.assign({}, ...layers.map((layer) => toObject(layer[group])))]));
};

/** Knobs as the resources show them, in the presets' words. */
function toObserved(stack: Stack): Groups {
	const consumers = ofType(stack, TYPES.consumer).filter((consumer) => valueAt(consumer, "deadLetterQueue") !== undefined);
	const [consumer] = consumers;
	const app = ofType(stack, TYPES.version).find((version) => bindingsOf(version, "d1").length > 0 && readsRecords(version));
	const recordTtl = app === undefined ? undefined : settingsOf(app)?.["recordCacheSeconds"];
	const replicated = ofType(stack, TYPES.d1).some((database) => valueAt(database, "readReplication.mode") === "auto");
	return {
		d1ReadLatency: { replication: replicated ? "auto" : "disabled" },
		...(typeof recordTtl === "number" ? { kvWriteRate: { recordTtl: `${recordTtl} seconds` } } : {}),
		...(consumer === undefined ? {} : { queueThroughput: toLanes(consumers, consumer) }),
		...toLogs(stack),
	};
}

const readsRecords = (version: Judged) => settingsOf(version)?.["recordCacheSeconds"] !== undefined;

const toLanes = (consumers: readonly Judged[], consumer: Judged) => ({
	lanes: consumers.length,
	...withNumber("batchSize", numberAt(consumer, "settings.batchSize")),
	...withNumber("concurrency", numberAt(consumer, "settings.maxConcurrency")),
});

/** The most that any Worker logs. */
function toLogs(stack: Stack): Groups {
	const rates = ofType(stack, TYPES.worker).flatMap((worker) => numberAt(worker, "observability.headSamplingRate") ?? []);
	return rates.length === 0 ? {} : { observability: { logs: Math.max(...rates) } };
}

const withNumber = (name: string, value: number | undefined) => (value === undefined ? {} : { [name]: value });

function toShard(database: Judged): { readonly tenant: string | null; readonly location: string } | null {
	const [, pool, tenant] = /-(?:(pool)-[a-z]+|tenant-(.+))-\d+$/.exec(textAt(database, "name") ?? "") ?? [];
	if (pool === undefined && tenant === undefined) return null;
	return { tenant: tenant ?? null, location: textAt(database, "primaryLocationHint") ?? textAt(database, "jurisdiction") ?? "" };
}

const cronsOf = (stack: Stack, version: Judged): readonly string[] => {
	const source = (textAt(version, "mainModule") ?? "").replace(/\.js$/, "");
	return ofType(stack, TYPES.crons)
		.filter((crons) => (textAt(crons, "scriptName") ?? "").endsWith(`-${source}`))
		.flatMap((crons) => listAt(crons, "schedules").flatMap((schedule) => textAt(schedule, "cron") ?? []));
};

/** Said where a rule of money or load has nothing to go by. */
export const NO_SETTINGS = "the stack's settings aren't known";
