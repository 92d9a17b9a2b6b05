import { existsSync, type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["bundle", "config", "migrations", "plan", "presets", "sizing", "stacks", "workers"] as const;
// Editors write a file in several steps.
const QUIET_MS = 60;

export type Project = { readonly root: string; readonly stack: string };

/** Calls `onChange` once changes to the program or its Workers have come to rest, one call at a time. Returns what ends it. */
export function watchProject({ root, stack }: Project, onChange: () => Promise<void>): () => void {
	const changed = makeDebounced(onChange);
	const files = new Set(["index.ts", "Pulumi.yaml", `Pulumi.${stack}.yaml`]);
	const watchers: FSWatcher[] = FOLDERS.map((folder) => join(root, folder))
		.filter(existsSync)
		.map((folder) => watch(folder, { recursive: true }, changed));
	watchers.push(
		watch(root, (_, name) => {
			if (name !== null && files.has(name)) changed();
		}),
	);
	return () => {
		for (const watcher of watchers) watcher.close();
	};
}

function makeDebounced(act: () => Promise<void>): () => void {
	let timer: NodeJS.Timeout | undefined;
	let running = false;
	let again = false;
	const run = async () => {
		running = true;
		do {
			again = false;
			await act();
		} while (again);
		running = false;
	};
	return () => {
		if (running) {
			again = true;
			return;
		}
		clearTimeout(timer);
		timer = setTimeout(run, QUIET_MS);
	};
}
