import { toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import { readExportManifest } from "../export/read-export-manifest.ts";
import { importPart } from "../import-tenant/import-part.ts";
import { type ImportedRecord, parseRecordLine } from "../import-tenant/parse-lines.ts";
import { toSources } from "../move/move-plan.ts";
import { takeStep } from "../move/move-steps.ts";
import { toRecordShard } from "../tenant-tables/to-shard.ts";
import { type RestoreOptions, requireToken } from "./restore-options.ts";

/** Lines that go on their way together; an RPC takes 32 MiB (/workers/runtime-apis/rpc/, 2026-09-17), and a step makes few calls of them. */
const FLUSH_BYTES = 8_000_000;

const toRow = ({ collection, id, etag, updatedAt, version, data }: ImportedRecord) => [collection, id, etag, updatedAt, version, data];

/** Reads all that {@link bringExport} will need, while nothing has been changed yet. @throws SpoiltExportError */
export async function proveExport({ steps, store }: RestoreOptions, key: string): Promise<void> {
	const { objects } = await readExportManifest(store, key);
	for (const object of objects.filter(({ kind }) => kind === "records"))
		for (const index of object.parts.keys())
			await takeStep(steps, `prove part ${index + 1}`, () =>
				importPart(store, object, index, async (lines) => lines.forEach((line) => void parseRecordLine(line))),
			);
}

/** Brings the records of an export into shards that have none: each part is a step, and proved by its SHA-256 before a row of it is stored. */
export async function bringExport(options: RestoreOptions, key: string): Promise<void> {
	const { steps, store, directory, plan } = options;
	const { objects } = await readExportManifest(store, key);
	let rows = 0;
	for (const object of objects.filter(({ kind }) => kind === "records")) {
		for (const index of object.parts.keys()) {
			const before = rows;
			const bringPart = async () => {
				const lines: string[] = [];
				let bytes = 0;
				const flush = async () => {
					await bringLines(options, lines.splice(0));
					bytes = 0;
				};
				const count = await importPart(store, object, index, async (page) => {
					lines.push(...page);
					bytes += page.reduce((total, line) => total + toByteLength(line), 0);
					if (bytes >= FLUSH_BYTES) await flush();
				});
				await flush();
				await directory.report(plan.id, { rowsCopied: before + count, rowsLeft: Math.max(object.rows - before - count, 0) });
				return count;
			};
			rows += await takeStep(steps, `bring part ${index + 1}`, bringPart, "forward");
		}
	}
}

async function bringLines({ plan, shardOf }: RestoreOptions, lines: readonly string[]): Promise<void> {
	const { shards } = plan.source;
	const byShard = Map.groupBy(lines.map(parseRecordLine), (record) => toRecordShard(shards, record));
	for (const place of toSources(plan)) {
		const records = byShard.get(place.shard) ?? [];
		if (records.length === 0) continue;
		const shard = shardOf(place);
		const token = await requireToken(shard, plan, place);
		await shard.bring(plan, place.shard, token, records.map(toRow));
	}
}
