import { z } from "zod";
import { ACCOUNT_ID } from "../account-id.ts";
import { addOnce } from "../account-parts.ts";
import { makeBinding, requirePart } from "../binding-rule.ts";
import { makeInertRule, makeRule } from "../resource-rule.ts";

const Jurisdiction = z.string().optional();

const Texts = z.array(z.string());
const CorsRules = z.object({
	allowed: z.object({ origins: Texts, methods: Texts, headers: Texts.optional() }),
	exposeHeaders: Texts.optional(),
	maxAgeSeconds: z.number().optional(),
});

export const R2_RESOURCES = {
	"cloudflare:index/r2Bucket:R2Bucket": makeRule(z.object({ name: z.string(), jurisdiction: Jurisdiction }), {
		id: ({ name }) => name,
		add: (parts, { name, jurisdiction }) => addOnce(parts.r2, toBucketKey(name, jurisdiction), name, `R2 bucket ${name}`),
	}),
	"cloudflare:index/r2BucketCors:R2BucketCors": makeRule(
		z.object({ bucketName: z.string(), jurisdiction: Jurisdiction, rules: z.array(CorsRules) }),
		{
			id: () => ACCOUNT_ID,
			add: (parts, { bucketName, jurisdiction, rules }) =>
				addOnce(parts.cors, toBucketKey(bucketName, jurisdiction), rules, `CORS of R2 bucket ${bucketName}`),
		},
	),
	"cloudflare:index/r2BucketLifecycle:R2BucketLifecycle": makeInertRule(() => ACCOUNT_ID),
} as const;

export const R2_BINDINGS = {
	r2_bucket: makeBinding(
		z.object({ bucketName: z.string(), jurisdiction: Jurisdiction }),
		({ bucketName, jurisdiction }, name, { parts, label }) => {
			const key = toBucketKey(bucketName, jurisdiction);
			requirePart(parts.r2, key, label, "R2 bucket");
			return { r2Buckets: { [name]: key } };
		},
	),
} as const;

/** Buckets of one name in two jurisdictions are two buckets. */
function toBucketKey(name: string, jurisdiction: string | undefined): string {
	return jurisdiction === undefined || jurisdiction === "default" ? name : `${jurisdiction}.${name}`;
}
