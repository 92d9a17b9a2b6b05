import { toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import type { ExportedObject } from "../export/export-manifest.ts";
import { readExportedObject, readExportOutline } from "../export/read-export-manifest.ts";
import { type ImportedPart, importPart } from "../import-tenant/import-part.ts";
import { parseRecordLine, toRecordRow } from "../import-tenant/parse-lines.ts";
import { toSources } from "../move/move-plan.ts";
import { takeStep } from "../move/move-steps.ts";
import { toRecordShard } from "../tenant-tables/to-shard.ts";
import { type RestoreOptions, requireToken } from "./restore-options.ts";

/** Lines that go on their way together; an RPC takes 32 MiB (/workers/runtime-apis/rpc/, 2026-09-17), and a step makes few calls of them. */
const FLUSH_BYTES = 8_000_000;

type Write = (lines: readonly string[]) => Promise<void>;
type ReadPart = (object: ExportedObject, place: { readonly index: number; readonly from: number }, before: number) => Promise<ImportedPart>;

/** Reads all that {@link bringExport} will need, while nothing has been changed yet. @throws SpoiltExportError */
export async function proveExport(options: RestoreOptions, key: string): Promise<void> {
	const parse: Write = async (lines) => {
		for (const line of lines) parseRecordLine(line);
	};
	await takeParts(options, { key, name: "prove", kind: "step" }, (object, place) => importPart(options.store, object, place, parse));
}

/** Brings the records of an export into shards that have none: of each part nothing is stored before its SHA-256 is proved. */
export async function bringExport(options: RestoreOptions, key: string): Promise<void> {
	const { store, directory, plan } = options;
	await takeParts(options, { key, name: "bring", kind: "forward" }, async (object, place, before) => {
		const gathered = gather((lines) => bringLines(options, lines));
		const part = await importPart(store, object, place, gathered.add);
		await gathered.flush();
		const rowsCopied = before + part.rows;
		await directory.report(plan.id, { rowsCopied, rowsLeft: Math.max(object.rows - rowsCopied, 0) });
		return part;
	});
}

interface Taking {
	readonly key: string;
	readonly name: string;
	readonly kind: "step" | "forward";
}

/** Each part of the records in as many steps as it needs. */
async function takeParts({ steps, store }: RestoreOptions, { key, name, kind }: Taking, read: ReadPart): Promise<void> {
	const outline = await takeStep(steps, `${name} manifest`, () => readExportOutline(store, key), kind);
	const parts = outline.flatMap((object) => (object.kind === "records" ? Array.from({ length: object.parts }, (_, index) => index) : []));
	let rows = 0;
	for (const index of parts)
		for (let from: number | null = 0; from !== null; ) {
			const [start, before]: [number, number] = [from, rows];
			const take = async () => read(await readExportedObject(store, key, "records"), { index, from: start }, before);
			const part: ImportedPart = await takeStep(steps, `${name} ${index + 1}, block ${start + 1}`, take, kind);
			rows += part.rows;
			from = part.next;
		}
}

/** Hands pages on as one once they are large. */
function gather(write: Write) {
	let lines: string[] = [];
	let bytes = 0;
	const flush = async () => {
		const all = lines;
		[lines, bytes] = [[], 0];
		await write(all);
	};
	const add: Write = async (page) => {
		lines.push(...page);
		bytes += page.reduce((total, line) => total + toByteLength(line), 0);
		if (bytes >= FLUSH_BYTES) await flush();
	};
	return { add, flush };
}

async function bringLines({ plan, shardOf }: RestoreOptions, lines: readonly string[]): Promise<void> {
	const { shards } = plan.source;
	const byShard = Map.groupBy(lines.map(parseRecordLine), (record) => toRecordShard(shards, record));
	for (const place of toSources(plan)) {
		const records = byShard.get(place.shard) ?? [];
		if (records.length === 0) continue;
		const shard = shardOf(place);
		const token = await requireToken(shard, plan, place);
		await shard.bring(plan, place.shard, token, records.map(toRecordRow));
	}
}
