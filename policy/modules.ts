import type { Judged } from "./judged.ts";
import { listAt, textAt } from "./read.ts";

type Module = Readonly<Record<string, unknown>>;

/** A version's code, its source maps left out: they are uploaded beside it and never run. */
export const codeOf = (version: Judged): readonly Module[] =>
	listAt(version, "modules").filter((module) => textAt(module, "contentType") !== "application/source-map");

/** Without decoding: a module may be megabytes. */
export const toBytes = (module: Module): number => Math.floor(((textAt(module, "contentBase64")?.length ?? 0) * 3) / 4);
