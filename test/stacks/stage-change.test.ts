import { beforeAll, expect, it } from "vitest";
import { STAGES, type Stage } from "../../config/settings.ts";
import type { ProgramResult } from "../../local/program/messages.ts";
import { programOf } from "../support/program.ts";
import { PAIRS } from "../support/settings.ts";

/** By type: the inputs that the provider replaces a resource for (pulumi-cloudflare 6.22.1). */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
	"cloudflare:index/workersKvNamespace:WorkersKvNamespace": ["accountId", "title"],
	"cloudflare:index/d1Database:D1Database": ["accountId", "name", "primaryLocationHint", "jurisdiction"],
	"cloudflare:index/queue:Queue": ["accountId", "queueName"],
	"cloudflare:index/r2Bucket:R2Bucket": ["accountId", "name", "location", "jurisdiction", "storageClass"],
};

const programs = new Map<Stage, ProgramResult>();
beforeAll(async () => {
	for (const stage of STAGES) programs.set(stage, await programOf(stage));
});

const statefulOf = (stage: Stage) => (programs.get(stage)?.resources ?? []).filter(({ type }) => type in IDENTITY);

it.each(PAIRS)("keeps from %s to %s each registered resource that holds data, under its URN and as it is", (small, large) => {
	const there = new Map(statefulOf(large).map(({ urn, inputs }) => [urn, inputs]));
	expect(statefulOf(small).length).toBeGreaterThan(0);
	for (const { urn, type, inputs } of statefulOf(small))
		for (const key of IDENTITY[type] ?? []) expect([urn, key, there.get(urn)?.[key]]).toEqual([urn, key, inputs[key]]);
});

it.each(PAIRS)("protects, from the larger of %s and %s to the smaller, each registered resource that would go", (small, large) => {
	const left = new Set(statefulOf(small).map(({ urn }) => urn));
	expect(statefulOf(large).filter(({ urn, protect }) => !left.has(urn) && !protect)).toEqual([]);
});
