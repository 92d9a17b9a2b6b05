import type { Billed, Count } from "./billed-counts.ts";
import { isObject, type Watcher, watchNamed } from "./watch-methods.ts";

const counting =
	(count: Count, name: Billed): Watcher =>
	(call, values) => {
		count(name);
		return call(...values);
	};

function meterUpload(upload: unknown, count: Count): unknown {
	if (!isObject(upload)) return upload;
	const classA = counting(count, "r2ClassA");
	return watchNamed(
		upload,
		new Map([
			["uploadPart", classA],
			["complete", classA],
		]),
	);
}

/** To write or list is class A, to read is class B; to delete, to abort and to resume cost nothing (/r2/pricing/, 2026-10-01). */
export function meterR2<T extends object>(bucket: T, count: Count): T {
	const watchers = new Map<string, Watcher>([
		["put", counting(count, "r2ClassA")],
		["list", counting(count, "r2ClassA")],
		["get", counting(count, "r2ClassB")],
		["head", counting(count, "r2ClassB")],
		[
			"createMultipartUpload",
			async (call, values) => {
				count("r2ClassA");
				return meterUpload(await call(...values), count);
			},
		],
		["resumeMultipartUpload", (call, values) => meterUpload(call(...values), count)],
	]);
	return watchNamed(bucket, watchers);
}
