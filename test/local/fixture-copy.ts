import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export const FIXTURE = fileURLToPath(new URL("./fixture", import.meta.url));
const SCRATCH = fileURLToPath(new URL("../../.local/test/", import.meta.url));

export type FixtureCopy = AsyncDisposable & { readonly root: string };

/** A copy that a test may change; inside the project, so that its imports resolve. */
export async function copyFixture(): Promise<FixtureCopy> {
	await mkdir(SCRATCH, { recursive: true });
	const root = await mkdtemp(SCRATCH);
	await cp(FIXTURE, root, { recursive: true });
	return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}
