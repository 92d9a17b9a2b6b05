import { runOps } from "../../ops/run-ops.ts";
import { ROOT } from "../support/program.ts";

/** Runs a command line, and keeps what it wrote. */
export async function ops(line: string, root = ROOT) {
	const lines = { out: "", error: "" };
	const write = (stream: "out" | "error") => (text: string) => {
		lines[stream] += `${text}\n`;
	};
	const words = line.split(" ").filter((word) => word !== "");
	const code = await runOps(words, { root, terminal: { out: write("out"), error: write("error") } });
	return { ...lines, code };
}
