import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { readTenantLines } from "../../../../workers/lib/export/tenant-lines.ts";
import { runOnShards } from "../../../../workers/lib/shard-databases/tenant-shards.ts";
import { applyMigrations } from "../../apply-migrations.ts";

const SHARDS = [env.SHARD__TENANT__ACME__EU__0, env.SHARD__TENANT__ACME__EU__1];
const context = { tenant: "acme", location: "eu", shards: ["tenant-acme-0", "tenant-acme-1"], epoch: 1 };
const bound = { SHARD__TENANT__ACME__EU__0: env.SHARD__TENANT__ACME__EU__0, SHARD__TENANT__ACME__EU__1: env.SHARD__TENANT__ACME__EU__1 };
const archive = { readPage: async () => ({ items: [], horizon: null }) };
const name = (index: number) => String(index).padStart(5, "0");

beforeAll(async () => {
	for (const [index, shard] of SHARDS.entries()) {
		await applyMigrations(shard, "shard");
		const open = shard.prepare("INSERT INTO open_tenants (tenant, epoch) VALUES (?, 1)");
		await shard.batch(["acme", "neighbour"].map((tenant) => open.bind(tenant)));
		// 6,000 records over two collections, and a few of 1 MB: pages end by rows and by bytes.
		const rows = Array.from({ length: 3000 }, (_, i) => ["acme", i % 2 ? "b" : "a", name(2 * i + index), i % 500 === 0 ? 250_000 : 5]);
		await shard
			.prepare(
				`INSERT INTO records (tenant, collection, id, etag, updated_at, version, data)
				SELECT value ->> 0, value ->> 1, value ->> 2, '"e"', 7, 1, '"' || replace(hex(zeroblob(value ->> 3)), '0', 'x') || '"' FROM json_each(?)`,
			)
			.bind(JSON.stringify([...rows, ["neighbour", "a", name(index), 5]]))
			.run();
	}
});

const read = (after: string | null, home = context) =>
	runOnShards({ env: bound, context: home, bookmarks: new Map(), start: "first-primary", readHome: async () => home }, (shards) =>
		readTenantLines("records", shards, archive, after),
	);

it("reads every record of the tenant once, in order, over all its shards, whatever ends a page", async () => {
	const found: string[] = [];
	let pages = 0;
	for (let after: string | null = null, isEnd = false; !isEnd; pages++) {
		const page: Awaited<ReturnType<typeof read>> = await read(after);
		expect(page.lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(6_000_000);
		found.push(
			...page.lines.map(({ position, text }) => {
				const { collection, id, data } = JSON.parse(text);
				expect([JSON.parse(position), data[0]]).toEqual([[collection, id], '"']);
				return `${collection}/${id}`;
			}),
		);
		after = page.next;
		isEnd = after === null;
	}
	expect(pages).toBeGreaterThan(1);
	expect(found).toHaveLength(6000);
	expect(found).toEqual([...new Set(found)].sort());
});

it("goes on behind a position on other shards, as after a move", async () => {
	const { lines } = await read(JSON.stringify(["b", name(5998)]), { ...context, shards: ["tenant-acme-1"] });
	expect(lines.map(({ position }) => position)).toEqual([JSON.stringify(["b", name(5999)])]);
});
