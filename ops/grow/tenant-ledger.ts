import type { Answer, Client, Request } from "./client.ts";

/** What `GET /v1/stats` is to say. */
export interface Counts {
	requests: number;
	reads: number;
	writes: number;
	events: number;
	recordsCreated: number;
	bytesIn: number;
}

/** All that a tenant did, and so all that must be found again. */
export interface TenantLedger {
	readonly id: string;
	readonly key: string;
	/** Where the directory put it. */
	readonly shards: readonly string[];
	readonly dedicated: boolean;
	readonly records: Map<string, string>;
	readonly events: Set<string>;
	readonly files: Map<string, string>;
	readonly counts: Counts;
	/** Reads that answered with something else than what was written. */
	readonly wrongReads: string[];
	checkedReads: number;
	/** Attempts without an answer: counted, or not. */
	doubtful: number;
}

export const makeLedger = (tenant: Pick<TenantLedger, "id" | "key" | "shards" | "dedicated">): TenantLedger => ({
	...tenant,
	records: new Map(),
	events: new Set(),
	files: new Map(),
	counts: { requests: 0, reads: 0, writes: 0, events: 0, recordsCreated: 0, bytesIn: 0 },
	wrongReads: [],
	checkedReads: 0,
	doubtful: 0,
});

/** Sends a tenant's request and counts it as the product should. */
export async function callAs(client: Client, ledger: TenantLedger, request: Request): Promise<Answer> {
	const { headers = {}, method, body = "" } = request;
	const { counts } = ledger;
	const answer = await client.send({ ...request, headers: { ...headers, authorization: `Bearer ${ledger.key}` } }, () => {
		ledger.doubtful += 1;
	});
	counts.requests += 1;
	counts[method === "GET" ? "reads" : "writes"] += 1;
	counts.bytesIn += Buffer.byteLength(body);
	return answer;
}

/** The same, where only some statuses will do. */
export async function callExpecting(client: Client, ledger: TenantLedger, statuses: readonly number[], request: Request): Promise<Answer> {
	const answer = await callAs(client, ledger, request);
	if (statuses.includes(answer.status)) return answer;
	throw new Error(`${ledger.id}: ${request.method} ${request.path} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
}
