import { createHash } from "node:crypto";
import { type Context, toName } from "./context.ts";
import { toLocalRate } from "./tenant-rates.ts";

interface RateLimit {
	/** An account-wide whole number, as text: limits that share it share their counts. */
	readonly namespaceId: string;
	readonly limit: number;
	/** 10 or 60 only (/workers/runtime-apis/bindings/rate-limit/, 2026-09-17). */
	readonly periodSeconds: 10 | 60;
}

/** A binding has one limit, so that each plan has a binding. */
const TENANT_LIMITS = [
	["tenant", "standard"],
	["tenant-free", "free"],
	["tenant-pro", "pro"],
	["tenant-enterprise", "enterprise"],
] as const;

/** @throws Error for a limit that no knob sets. */
export function planRateLimit(context: Context, name: string): RateLimit {
	const namespaceId = toNumber(toName(context, `limit-${name}`));
	if (name === "address") return { namespaceId, limit: context.knobs.rateLimits.failuresPerMinute, periodSeconds: 60 };
	for (const [limit, plan] of TENANT_LIMITS)
		if (limit === name) return { namespaceId, limit: toLocalRate(context.knobs, plan), periodSeconds: 10 };
	throw new Error(`no knob sets the rate limit "${name}"`);
}

/** Environments of one account get different numbers, and each the same one every time. */
const toNumber = (name: string) => String((createHash("sha256").update(name).digest().readUInt32BE() % 2_000_000_000) + 1);
