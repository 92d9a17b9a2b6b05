import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
	test: {
		projects: [
			{ test: { name: "node", include: ["test/**/*.test.ts"], exclude: ["test/workers/**"], testTimeout: 60_000, hookTimeout: 60_000 } },
			{
				plugins: [cloudflareTest({ miniflare: { compatibilityDate: "2026-07-01", compatibilityFlags: ["nodejs_compat"] } })],
				test: { name: "workers", include: ["test/workers/**/*.test.ts"] },
			},
		],
	},
});
