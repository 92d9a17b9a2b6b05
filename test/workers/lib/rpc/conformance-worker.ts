import { WorkerEntrypoint } from "cloudflare:workers";
import type { Remote, RpcCall } from "../../../../workers/lib/rpc/rpc-result.ts";
import { type Deed, type Doer, perform, see } from "./conformance.ts";

export class Answering extends WorkerEntrypoint implements Remote<Doer> {
	perform(call: RpcCall, deed: Deed) {
		return perform(call, deed);
	}
}

interface Env {
	readonly ANSWERING: Remote<Doer>;
}

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async fetch(request, { ANSWERING }) {
		const seen = [];
		for (const deed of await request.json<readonly Deed[]>()) seen.push(await see(ANSWERING, deed));
		return Response.json(seen);
	},
} satisfies ExportedHandler<Env>;
