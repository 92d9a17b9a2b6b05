import webhooks from "@octokit/webhooks-examples" with { type: "json" };
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sliceElements } from "../../workers/lib/json-slices/json-slices.ts";
import { until } from "../local/until.ts";
import { CLOUD_EVENTS, type DataClient, startDataClient, type TenantCall } from "./data-client.ts";

const login = z.object({ login: z.string() });
const payload = z.looseObject({
	repository: z.looseObject({ owner: login.optional() }).optional(),
	organization: login.optional(),
	sender: login.optional(),
});
const examples = z.array(z.object({ name: z.string(), examples: z.array(payload) }));

interface Owned {
	readonly owner: string;
	readonly id: string;
	/** The CloudEvent as it is sent. */
	readonly text: string;
}

const toTenantId = (login: string) =>
	login
		.toLowerCase()
		.replaceAll(/[^a-z0-9-]/g, "-")
		.replaceAll(/^-+|-+$/g, "")
		.slice(0, 32);

/** Every payload of the package as its owner's event; one without an owner is counted only. */
function readEvents() {
	const hooks = examples.parse(webhooks);
	const time = new Date().toISOString();
	let ownerless = 0;
	const events = hooks.flatMap(({ name, examples }) =>
		examples.flatMap((data, index): Owned[] => {
			const owner = toTenantId((data.repository?.owner ?? data.organization ?? data.sender)?.login ?? "");
			if (owner === "") ownerless++;
			const id = `${name}-${index}`;
			const text = JSON.stringify({ specversion: "1.0", id, source: "https://github.com", type: `com.github.${name}`, time, data });
			return owner === "" ? [] : [{ owner, id, text }];
		}),
	);
	return { events, ownerless };
}

const LARGEST_BATCH = 20;

async function post(call: TenantCall, events: readonly Owned[]) {
	for (let from = 0; from < events.length; from += LARGEST_BATCH) {
		const batch = events.slice(from, from + LARGEST_BATCH);
		const answer = await call("/v1/events", {
			method: "POST",
			headers: CLOUD_EVENTS,
			body: `[${batch.map(({ text }) => text).join(",\n")}]`,
		});
		expect([answer.status, answer.json]).toEqual([202, { ids: batch.map(({ id }) => id) }]);
	}
}

const page = z.object({ cursor: z.string().optional() });

/** The text of every event of a tenant, over all pages. */
async function readAll(call: TenantCall): Promise<string[]> {
	const texts: string[] = [];
	for (let cursor: string | undefined = ""; cursor !== undefined; ) {
		const answer = await call(`/v1/events?limit=100${cursor && `&cursor=${cursor}`}`);
		texts.push(...sliceElements(answer.text.slice(answer.text.indexOf("["))));
		cursor = page.parse(answer.json).cursor;
	}
	return texts;
}

describe.for(["launch", "1m"])("GitHub's webhooks at stage %s", (stage) => {
	let client: DataClient;
	beforeAll(async () => {
		client = await startDataClient({ stage });
	});
	afterAll(() => client.stop());

	it("come back byte for byte to the owner they were sent for, and to nobody else, once", async () => {
		const { events, ownerless } = readEvents();
		const owners = [...Map.groupBy(events, ({ owner }) => owner)];
		const tenants = new Map<string, TenantCall>();
		for (const [owner] of owners) tenants.set(owner, await client.asTenant(owner));
		const callOf = (owner: string) => tenants.get(owner) ?? expect.fail(`no tenant ${owner}`);

		const expectAll = async () => {
			for (const [owner, own] of owners) {
				const texts = await until(
					() => readAll(callOf(owner)),
					({ length }) => length >= own.length,
					60_000,
				);
				expect(texts.toSorted()).toEqual(own.map(({ text }) => text).toSorted());
			}
		};
		for (const [owner, own] of owners) await post(callOf(owner), own);
		await expectAll();

		for (const [owner, own] of owners)
			await post(callOf(owner), [...own, { owner, id: "last", text: own[0]?.text.replace(/"id":"[^"]*"/, '"id":"last"') ?? "" }]);
		for (const [owner, own] of owners) {
			const texts = await until(
				() => readAll(callOf(owner)),
				(all) => all.some((text) => text.includes('"id":"last"')),
				60_000,
			);
			expect(new Set(texts).size).toBe(texts.length);
			expect(texts).toHaveLength(own.length + 1);
		}
		console.log(`${stage}: ${events.length} webhooks of ${owners.length} tenants read back byte for byte, ${ownerless} have no owner`);
	}, 180_000);
});
