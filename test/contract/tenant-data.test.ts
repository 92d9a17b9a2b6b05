import { afterAll, beforeAll, describe } from "vitest";
import { type DataClient, startDataClient, type TenantCall } from "./data-client.ts";
import { describeEvents } from "./tenant-data/events.ts";
import { describeRecords } from "./tenant-data/records.ts";

/** A tenant on a shared database, one with four of its own, and one whose data stays in the EU. */
const CASES = [
	{ stack: "dev", stage: "launch", tenant: "demo2" },
	{ stack: "prod", stage: "1m", tenant: "globex" },
	{ stack: "prod", stage: "10m", tenant: "acme" },
] as const;

describe.for(CASES)("of $tenant at $stage", ({ stack, stage, tenant }) => {
	let client: DataClient;
	const calls = new Map<string, TenantCall>();
	beforeAll(async () => {
		client = await startDataClient({ stack, stage });
		for (const id of [tenant, "other"]) calls.set(id, await client.asTenant(id));
	});
	afterAll(() => client.stop());

	/** Tests are told apart before there is a stack. */
	const callAs =
		(id: string): TenantCall =>
		(path, options) =>
			calls.get(id)?.(path, options) ?? Promise.reject(new Error(`there is no tenant ${id}`));

	describe("records", () => describeRecords(tenant, callAs(tenant), callAs("other")));
	describe("events", () => describeEvents(callAs(tenant), callAs("other")));
});
