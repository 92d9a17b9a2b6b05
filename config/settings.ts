import { z } from "zod";
import { count, jurisdiction, region, share, size } from "./fields.ts";
import { overrides } from "./knobs.ts";

/** Requests a day that each stage is made for, smallest first. */
export const STAGES = ["launch", "10k", "100k", "1m", "10m"] as const;
export type Stage = (typeof STAGES)[number];

const workload = z.strictObject({
	requestsPerDay: count(1, 1_000_000_000),
	/** The busiest second over the mean one. */
	peakFactor: z.number("must be a number from 1").min(1, "must be at least 1").max(1_000, "must be at most 1000"),
	readShare: share(),
	eventsPerRequest: z.number("must be a number from 0").min(0, "must be at least 0").max(500, "must be at most 500"),
	payload: size({ min: 1, max: 262_144 }),
	tenants: count(1, 10_000_000),
	keptPerTenantMonth: size(),
});

/** One rule for ids that become parts of names at Cloudflare. */
const TENANT_ID = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

const tenant = z
	.strictObject({
		id: z.string("must be text").regex(TENANT_ID, "must be 1 to 32 of a-z, 0-9 and -, with - only inside"),
		shards: count(1, 100).default(1),
		/** Which `app` binds its databases: part of their names, so chosen once. */
		group: count(0, 29).default(0),
		region: region.optional(),
		jurisdiction: jurisdiction.optional(),
	})
	.superRefine(({ region, jurisdiction }, context) => {
		if (region !== undefined && jurisdiction !== undefined)
			context.addIssue({
				code: "custom",
				path: ["jurisdiction"],
				message: "excludes region: D1 takes a location hint or a jurisdiction, not both",
			});
		if (region === undefined && jurisdiction === undefined)
			context.addIssue({
				code: "custom",
				path: ["region"],
				message: "must be given, or jurisdiction: both are fixed when a database is made",
			});
	});

const HOSTNAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const hostname = z.string("must be a host name such as api.example.com").regex(HOSTNAME, "must be a host name such as api.example.com");

const zone = z
	.strictObject({
		name: hostname,
		/** Looked up by name where it is not given. */
		id: z
			.string("must be a zone id")
			.regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits")
			.optional(),
		plan: z.enum(["free", "pro", "business", "enterprise"], "must be one of free, pro, business, enterprise"),
		/** Where the gateway answers. */
		hostname,
		/** `custom-domain` makes the DNS record and the certificate; `route` takes over a host name that has a proxied record. */
		attach: z.enum(["custom-domain", "route"], "must be one of custom-domain, route").default("custom-domain"),
	})
	.superRefine(({ name, hostname }, context) => {
		if (hostname !== name && !hostname.endsWith(`.${name}`))
			context.addIssue({ code: "custom", path: ["hostname"], message: `must be ${name} or end in .${name}` });
	});

const origin = z
	.string("must be text")
	.refine(
		(text) => URL.canParse(text) && new URL(text).origin === text,
		"must be an origin such as https://app.example.com, without a path",
	);

/** What a stack file may say in the namespace `stagecraft`, without its secrets. */
export const settings = z.strictObject({
	stage: z.enum(STAGES, `must be one of ${STAGES.join(", ")}`),
	/** Looked up where the token sees one account only. */
	accountId: z
		.string("must be an account id")
		.regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits")
		.optional(),
	/** What the preset's own workload is changed to. */
	workload: workload.exactPartial().default({}),
	/** Those with databases of their own. */
	tenants: z
		.array(tenant, "must be a list")
		.superRefine(refuseDuplicates, { when: () => true })
		.default([]),
	/** Absent: the gateway answers on workers.dev. */
	zone: zone.optional(),
	/** Web pages that may use presigned URLs: `https://app.example.com`. */
	filesOrigins: z.array(origin, "must be a list").max(50, "must name at most 50 origins").default([]),
	/** Where presigned URLs lead, if not to R2's own endpoint of the account. */
	filesEndpoint: origin.optional(),
	/** What a month may cost at most, in US dollars: a deployment that would cost more is refused. Pulumi hands over numbers as text. */
	budget: z.coerce.number("must be a number of dollars a month").positive("must be more than 0").optional(),
	overrides: overrides.default({}),
});

export type Settings = Readonly<z.output<typeof settings>>;
export type Workload = Readonly<z.output<typeof workload>>;
export type WorkloadText = z.input<typeof workload>;
export type DedicatedTenant = Settings["tenants"][number];
export type Zone = NonNullable<Settings["zone"]>;

export const parseWorkload = (text: WorkloadText): Workload => workload.parse(text);

function refuseDuplicates(tenants: unknown, context: z.core.$RefinementCtx): void {
	if (!Array.isArray(tenants)) return;
	const ids = tenants.map((tenant: unknown) => z.object({ id: z.string() }).safeParse(tenant).data?.id);
	for (const [index, id] of ids.entries())
		if (id !== undefined && ids.indexOf(id) < index)
			context.addIssue({ code: "custom", path: [index, "id"], message: `must be unique; ${id} stands at ${ids.indexOf(id)} too` });
}
