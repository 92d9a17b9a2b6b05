import type { CutRecord } from "../../../../workers/lib/chunked-job/cut-records.ts";
import { startJob } from "../../../../workers/lib/chunked-job/job.ts";
import type { JobStore } from "../../../../workers/lib/chunked-job/job-store.ts";
import { type ChunkedJobOptions, makeChunkedJobs } from "../../../../workers/lib/chunked-job/make-chunked-job.ts";

type Moment = "read" | "parsed" | "written";

/** A file of lines whose things go into a set by their ids, a clock by hand, and a word at each moment of a chunk. */
export function makeJobWorld(store: JobStore<string>, text: string, more: Partial<ChunkedJobOptions<string>> = {}) {
	const file = new TextEncoder().encode(text);
	const world = {
		now: 1_000_000,
		written: new Map<string, string>(),
		writes: 0,
		reads: [] as (readonly [number, number])[],
		at: (_moment: Moment, _job: string): void => undefined,
		/** A new object over what the old one had stored. */
		open: () =>
			makeChunkedJobs({
				store,
				open: ({ input, bytes }) => ({
					bytes,
					form: "lines",
					read: async (offset, length) => {
						world.reads.push([offset, length]);
						world.at("read", input);
						return file.slice(offset, offset + length);
					},
					parse: (records) => {
						const lines = records.flatMap(({ line, bytes }: CutRecord) =>
							bytes ? [[`${input}-${line}`, new TextDecoder().decode(bytes)] as const] : [],
						);
						const bad = lines
							.filter(([, line]) => line.startsWith("!"))
							.map(([id, reason]) => ({ line: Number(id.split("-").at(-1)), reason }));
						const good = lines.filter(([, line]) => !line.startsWith("!"));
						world.at("parsed", input);
						const write = async () => {
							for (const [id, line] of good) {
								world.written.set(id, line);
								world.writes += 1;
							}
							world.at("written", input);
						};
						return { header: null, count: good.length, bad, write };
					},
				}),
				chunkBytes: 16,
				maxRecordBytes: 64,
				maxAttempts: 3,
				retryDelaySeconds: 5,
				chunksPerRun: 2,
				maxBadLines: 2,
				onProgress: () => undefined,
				now: () => world.now,
				random: () => 1,
				...more,
			}),
		start: (id: string) => store.put(startJob({ id, input: id, bytes: file.length, now: world.now })),
		/** Runs as alarms do, until none is set. */
		async drain() {
			for (let at: number | null = world.now; at !== null; ) {
				world.now = Math.max(world.now, at);
				at = await world.open().run();
			}
		},
	};
	return world;
}
