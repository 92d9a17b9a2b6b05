import { Miniflare } from "miniflare";
import { toBenchOptions } from "../bench-worker.ts";

/** Far above what is fired: the limit is asked and never refuses. */
const LIMIT = { namespace_id: "1", simple: { limit: 1_000_000, period: 10 } } as const;

/** The bare Worker behind another one that does nothing but call it: what two Workers cost, whatever they do. */
export async function startFloor({ limited }: { readonly limited: boolean }): Promise<Miniflare> {
	const bindings = { serviceBindings: { APP: "app" }, ...(limited ? { ratelimits: { LIMIT } } : {}) };
	const [front, app] = await Promise.all([
		toBenchOptions("bench/gateway/worker/front.ts", bindings),
		toBenchOptions("bench/gateway/worker/bare.ts", {}),
	]);
	const miniflare = new Miniflare({
		workers: [
			{ ...front, name: "front" },
			{ ...app, name: "app" },
		],
	});
	await miniflare.ready;
	return miniflare;
}
