import { readdirSync, readFileSync } from "node:fs";

/** Linux tells times in these whatever its own clock (`USER_HZ`). */
const TICKS_A_SECOND = 100;

/** Seconds of processor, its own and the kernel's for it, that this process's children have used; null where the system has no `/proc`. */
export function readChildrenCpu(): number | null {
	try {
		const threads = readdirSync("/proc/self/task");
		const children = threads.flatMap((id) => readFileSync(`/proc/self/task/${id}/children`, "utf8").split(" ").filter(Boolean));
		return children.reduce((sum, id) => sum + toTicks(readFileSync(`/proc/${id}/stat`, "utf8")), 0) / TICKS_A_SECOND;
	} catch {
		return null;
	}
}

/** Fields 14 and 15, `utime` and `stime`; the second is a name in parentheses that may hold anything. */
function toTicks(stat: string): number {
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return Number(fields[11]) + Number(fields[12]);
}
