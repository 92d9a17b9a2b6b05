// Runs inside the local account and binds all of it. Its default entrypoint is what answers where no public Worker does.
import { WorkerEntrypoint } from "cloudflare:workers";

/** Runs one batch: `POST {database, statements: [{sql, params}]}`. */
export class D1Access extends WorkerEntrypoint {
	async fetch(request) {
		const { database, statements } = await request.json();
		const d1 = this.env[`d1:${database}`];
		try {
			const prepared = statements.map(({ sql, params }) => d1.prepare(sql).bind(...params));
			return Response.json({ results: await d1.batch(prepared) });
		} catch (error) {
			return Response.json({ error: error.message });
		}
	}
}

// biome-ignore lint/style/noDefaultExport: workerd takes a Worker's main entrypoint from the default export
export default class Nothing extends WorkerEntrypoint {
	fetch() {
		return new Response("No Worker of this stack is public.\n", { status: 404 });
	}
}
