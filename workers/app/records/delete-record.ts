import { ProblemError } from "../../lib/problem.ts";
import { deleteRecord as removeRecord } from "../../lib/records/record-store.ts";
import type { AppContext } from "../app-env.ts";
import { runForTenant } from "../run-for-tenant.ts";
import { parseConditions, parseRecordRequest } from "./record-request.ts";

export function deleteRecord(c: AppContext): Promise<Response> {
	const request = parseRecordRequest(c);
	const { ifMatch } = parseConditions(c);
	const { collection, id } = request.key;
	return runForTenant(request, async (shards) => {
		const wasThere = await removeRecord(shards, request.key, ifMatch);
		await request.cache?.remove(request.cacheKey);
		if (!wasThere) throw new ProblemError("not-found", `There is no record ${collection}/${id}.`);
		return new Response(null, { status: 204 });
	});
}
