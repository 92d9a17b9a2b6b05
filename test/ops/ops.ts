import { runOps } from "../../ops/run-ops.ts";
import { ROOT } from "../support/program.ts";

/** Runs a command line, and keeps what it wrote. */
export async function ops(line: string, root = ROOT) {
	const lines: Readonly<Record<"out" | "error", string[]>> = { out: [], error: [] };
	const write = (stream: "out" | "error") => (text: string) => void lines[stream].push(text);
	const words = line.split(" ").filter((word) => word !== "");
	const code = await runOps(words, { root, terminal: { out: write("out"), error: write("error") } });
	return { out: lines.out.join("\n"), error: lines.error.join("\n"), code };
}
