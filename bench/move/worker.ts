import { makeD1Access } from "../../workers/lib/d1/make-d1-access.ts";
import { makeMoveDirectory } from "../../workers/lib/move/make-move-directory.ts";
import { makeShardMover } from "../../workers/lib/move/make-shard-mover.ts";
import { enterMove, toPlan } from "../../workers/lib/move/move-register.ts";
import { runMove } from "../../workers/lib/move/run-move.ts";
import { putRecord } from "../../workers/lib/records/record-store.ts";
import { findDatabase } from "../../workers/lib/shard-databases/find-database.ts";
import { readHome } from "../../workers/lib/shard-databases/read-home.ts";
import { runOnShards } from "../../workers/lib/shard-databases/tenant-shards.ts";

interface Bound {
	readonly [key: `SHARD__${string}`]: D1Database;
	readonly DIRECTORY: D1Database;
	readonly ARCHIVE: R2Bucket;
}

const TENANT = "bench";
const CONTEXT = { tenant: TENANT, location: "weur", shards: ["pool-weur-0"], epoch: 1 };
const CHUNK = 1_000;

function requireShard(env: Bound, shard: string): D1Database {
	const database = findDatabase(env, shard, "weur");
	if (!database) throw new Error(`no shard ${shard}`);
	return database;
}

/** A tenant with so many records and events, half of each. */
async function open(env: Bound, rows: number): Promise<null> {
	await env.DIRECTORY.batch([
		env.DIRECTORY.prepare("INSERT INTO tenants VALUES (?1, 'p', 'weur', 'open', 1, 0)").bind(TENANT),
		env.DIRECTORY.prepare("INSERT INTO tenant_shards VALUES (?1, 0, 'pool-weur-0')").bind(TENANT),
	]);
	const source = requireShard(env, "pool-weur-0");
	await source.prepare("INSERT INTO open_tenants VALUES (?1, 1)").bind(TENANT).run();
	const data = JSON.stringify({ text: "x".repeat(200) });
	for (let start = 0; start < rows; start += CHUNK) {
		const ids = JSON.stringify(
			Array.from({ length: Math.min(CHUNK, rows - start) }, (_, index) => `r${String(start + index).padStart(8, "0")}`),
		);
		await source
			.prepare("INSERT INTO records SELECT ?1, 'c', value, '\"' || value || '\"', 0, 1, ?3 FROM json_each(?2)")
			.bind(TENANT, ids, data)
			.run();
	}
	return null;
}

/** Clients that write one record after another until the move is over: what was acknowledged, and when writes were refused. */
function writeAlong(env: Bound, clients: number) {
	const written = new Map<string, string>();
	let over = false;
	let refused = 0;
	let longestMs = 0;
	const client = async (number: number) => {
		let since = performance.now();
		for (let n = 0; !over; n++) {
			const id = `r${String((n * clients + number) % 5_000).padStart(8, "0")}`;
			const data = JSON.stringify({ client: number, n });
			const options = {
				env,
				context: CONTEXT,
				bookmarks: new Map(),
				start: "first-primary",
				readHome: () => readHome(env.DIRECTORY, TENANT),
			} as const;
			try {
				await runOnShards(options, (shards) =>
					putRecord(shards, { collection: "c", id }, { etag: `"${n}"`, updatedAt: n, data }, { ifMatch: null, ifNoneMatch: null }),
				);
				written.set(id, data);
				longestMs = Math.max(longestMs, performance.now() - since);
				since = performance.now();
			} catch {
				refused += 1;
				await scheduler.wait(5);
			}
		}
	};
	const done = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
	return {
		async stop() {
			over = true;
			await done;
			return { written, refused, longestMs: Math.round(longestMs) };
		},
	};
}

async function move(env: Bound, rows: number, clients: number) {
	const target = { location: "weur", shards: ["pool-weur-1"] };
	const entered = await enterMove(env.DIRECTORY, {
		tenant: TENANT,
		epoch: 1,
		source: { location: "weur", shards: CONTEXT.shards },
		target,
		now: Date.now(),
	});
	if (!entered) throw new Error("the move was not entered");
	const load = writeAlong(env, clients);
	const mover = makeShardMover({
		find: (_, shard) => requireShard(env, shard),
		access: makeD1Access({ report: () => undefined }),
		width: "month",
		archive: env.ARCHIVE,
	});
	const startedAt = performance.now();
	let switchedAt = startedAt;
	const faults: string[] = [];
	const end = await runMove({
		plan: toPlan(entered),
		steps: {
			run: (_name, _kind, run) => run(),
			sleep: async () => {
				switchedAt = performance.now();
			},
		},
		directory: makeMoveDirectory(env.DIRECTORY, async () => undefined),
		moverOf: () => mover,
		now: Date.now,
		staleSeconds: 0,
		onError: (_, error) => void faults.push(String(error)),
	});
	const { written, ...seen } = await load.stop();
	if (end !== "done") throw new Error(`the move was undone: ${faults.join("; ")}`);
	const { lost, doubled } = await check(env, rows, written);
	const pauseMs = await env.DIRECTORY.prepare("SELECT pause_ms AS pause FROM tenant_moves WHERE id = ?1")
		.bind(entered.id)
		.first<number>("pause");
	const seconds = (switchedAt - startedAt) / 1_000;
	return { pauseMs, lost, doubled, rowsPerSecond: Math.round(rows / seconds), seconds, writes: written.size, ...seen };
}

/** Each row that there was or that was acknowledged stands on the target with its last text; none besides, and none on the source. */
async function check(env: Bound, rows: number, written: ReadonlyMap<string, string>) {
	const target = requireShard(env, "pool-weur-1");
	let [lost, found] = [0, 0];
	for (let after = ""; ; ) {
		const { results } = await target
			.prepare("SELECT id, data FROM records WHERE tenant = ?1 AND collection = 'c' AND id > ?2 ORDER BY id LIMIT 2000")
			.bind(TENANT, after)
			.all<{ id: string; data: string }>();
		found += results.length;
		for (const { id, data } of results) if ((written.get(id) ?? data) !== data) lost += 1;
		const last = results.at(-1);
		if (!last) break;
		after = last.id;
	}
	const left =
		(await requireShard(env, "pool-weur-0")
			.prepare("SELECT count(*) AS n FROM records WHERE tenant = ?1")
			.bind(TENANT)
			.first<number>("n")) ?? 0;
	return { lost: lost + Math.max(rows - found, 0), doubled: left + Math.max(found - rows, 0) };
}

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async fetch(request, env) {
		const { pathname, searchParams } = new URL(request.url);
		const rows = Number(searchParams.get("rows"));
		if (pathname === "/open") return Response.json(await open(env, rows));
		return Response.json(await move(env, rows, Number(searchParams.get("clients"))));
	},
} satisfies ExportedHandler<Bound>;
