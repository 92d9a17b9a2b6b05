import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";

/** How a Worker's code is bundled, to be deployed or to be measured: a bench that bundles otherwise measures something else. */
export const BUNDLE_OPTIONS = {
	// Paths in the output are relative to these, so that a checkout elsewhere gives the same bytes.
	absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
	outdir: "dist",
	write: false,
	bundle: true,
	format: "esm",
	target: "esnext",
	platform: "neutral",
	mainFields: ["module", "main"],
	conditions: ["workerd", "worker", "browser"],
	external: ["cloudflare:*", "node:*"],
	minify: true,
	keepNames: true,
	legalComments: "none",
	sourcemap: "linked",
	// A stack trace needs places, not texts, and texts would be most of the stack's state.
	sourcesContent: false,
	logLevel: "silent",
} satisfies BuildOptions;
