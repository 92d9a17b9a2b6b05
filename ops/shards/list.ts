import { z } from "zod";
import { toTable } from "../../terminal/table.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";

const shard = z.object({
	shard: z.string(),
	location: z.string(),
	tenants: z.number(),
	bytes: z.number(),
	rows: z.number(),
	writes: z.number(),
	share: z.number(),
	full: z.boolean(),
	growth: z.number(),
	fullOn: z.string().nullable(),
	seenAt: z.string(),
});
type Shard = z.infer<typeof shard>;

/** A region wants another shard while there is still time to deploy one. */
const SOON_DAYS = 30;

/** `shards list` */
export const list = defineVerb({
	name: "list",
	summary: "what each tenant database holds, how fast it grows, and where the pool needs more",
	options: GATEWAY_OPTIONS,
	schema: z.strictObject(GATEWAY_FIELDS),
	help: `As the hourly look found it. New tenants go to the least loaded shard of their region; a full one takes no more.
Ends with 1 where a region needs another shard now or within ${SOON_DAYS} days.

  npm run ops -- shards list --local
  npm run ops -- shards list --stack prod --json`,
	run: async (choice, { root }) => {
		const shards = await (await openGateway(root, choice)).list(shard, "/admin/shards", "shards");
		const wanted = findShortages(shards, Date.now());
		const advice = wanted.map(
			({ location, why }) => `${location}: ${why}. Raise its shards in overrides.d1WriteRate.pool, then npm run up.`,
		);
		const table = shards.length === 0 ? "nothing was looked at yet: the look is hourly" : toTable(shards.map(toRow));
		return {
			json: { shards, wanted },
			text: [table, ...(advice.length > 0 ? ["", ...advice] : [])].join("\n"),
			refused: wanted.length > 0,
		};
	},
});

const toRow = ({ shard: id, tenants, bytes, rows, writes, share, growth, fullOn }: Shard) => ({
	shard: id,
	tenants,
	size: toSize(bytes),
	used: `${Math.round(share * 100)} %`,
	rows,
	"writes, 2 days": writes,
	"growth a day": toSize(growth),
	full: fullOn === null ? "-" : fullOn.slice(0, 10),
});

function toSize(bytes: number): string {
	const units = ["B", "KB", "MB", "GB"];
	const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(bytes))) / 3)));
	return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** Regions whose shared databases are all full, or the last of them soon. A tenant's own are no pool. */
function findShortages(shards: readonly Shard[], now: number): readonly { readonly location: string; readonly why: string }[] {
	const pool = shards.filter(({ shard: id }) => id.startsWith("pool-"));
	return [...Map.groupBy(pool, ({ location }) => location)].flatMap(([location, group]) => {
		const open = group.filter(({ full }) => !full);
		if (open.length === 0) return [{ location, why: "every shard is full, new tenants are refused" }];
		const last = Math.max(...open.map(({ fullOn }) => (fullOn === null ? Number.POSITIVE_INFINITY : Date.parse(fullOn))));
		if (last > now + SOON_DAYS * 86_400_000) return [];
		return [{ location, why: `the last open shard is full on ${new Date(last).toISOString().slice(0, 10)}` }];
	});
}
