import { ofType, refersTo } from "./find.ts";
import type { Judged, Stack } from "./judged.ts";
import { listAt, textAt, valueAt } from "./read.ts";
import { TYPES } from "./types.ts";

type Rule = Readonly<Record<string, unknown>>;

/** The lifecycle rules of a bucket that are on. */
export const lifecycleOf = (stack: Stack, bucket: Judged): readonly Rule[] =>
	ofType(stack, TYPES.lifecycle)
		.filter((lifecycle) => refersTo(lifecycle, "bucketName", bucket))
		.flatMap((lifecycle) => listAt(lifecycle, "rules"))
		.filter((rule) => valueAt(rule, "enabled") === true);

/** Whether a rule holds for every object. */
export const isForAll = (rule: Rule): boolean => (textAt(rule, "conditions.prefix") ?? "") === "";
