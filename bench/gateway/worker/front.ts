import type { RateLimit } from "@cloudflare/workers-types";

interface Env {
	readonly APP: Fetcher;
	/** Absent where the floor is measured without it. */
	readonly LIMIT?: RateLimit;
}

/** The least that a gateway can do: hand the request to the Worker behind it, at most after asking the rate limit. */
// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async fetch(request, { APP, LIMIT }) {
		const allowed = (await LIMIT?.limit({ key: "bench" }))?.success ?? true;
		return allowed ? APP.fetch(request) : new Response(null, { status: 429 });
	},
} satisfies ExportedHandler<Env>;
