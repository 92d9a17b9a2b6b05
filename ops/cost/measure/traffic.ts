import type { Workload } from "../../../config/settings.ts";
import { ASSUMPTIONS as A } from "../../../sizing/assumptions.ts";
import { toTraffic } from "../../../sizing/traffic.ts";

export interface MeasuredRequest {
	readonly method: "GET" | "PUT" | "POST";
	readonly path: string;
	readonly body: string | null;
	/** The body's media type. */
	readonly type: string;
	/** How many it posts. */
	readonly events: number;
}

const JSON_TYPE = "application/json";
const EVENTS_TYPE = "application/cloudevents-batch+json";

type Kind = "recordRead" | "listRead" | "eventRead" | "recordWrite" | "eventPost";

/** Records written and read in turn: as many as the model thinks hot in a tenant. */
const toRecord = (index: number) => `/v1/records/measured/record-${index % A.hotRecords.value}`;

/** Requests in the workload's shares, evenly mixed and the same each time. */
export function makeRequests(workload: Workload, count: number): readonly MeasuredRequest[] {
	const traffic = toTraffic(workload);
	const shares: readonly (readonly [Kind, number])[] = [
		["eventPost", traffic.eventPosts],
		["recordWrite", traffic.recordWrites],
		["recordRead", traffic.recordReads],
		["listRead", traffic.listReads],
		["eventRead", traffic.eventReads],
	];
	const perPost = traffic.eventPosts === 0 ? 0 : traffic.events / traffic.eventPosts;
	const made = new Map<Kind, number>(shares.map(([kind]) => [kind, 0]));
	return Array.from({ length: count }, (_, index) => {
		// The kind that is farthest behind its share.
		const behind = shares.map(([kind, of]) => [kind, ((index + 1) * of) / traffic.requests - (made.get(kind) ?? 0)] as const);
		const [kind] = behind.reduce((best, one) => (one[1] > best[1] ? one : best));
		const before = made.get(kind) ?? 0;
		made.set(kind, before + 1);
		const events = kind === "eventPost" ? Math.round((before + 1) * perPost) - Math.round(before * perPost) : 0;
		return toRequest(kind, before, workload.payload, Math.max(kind === "eventPost" ? 1 : 0, events));
	});
}

function toRequest(kind: Kind, index: number, payload: number, events: number): MeasuredRequest {
	const get = (path: string): MeasuredRequest => ({ method: "GET", path, body: null, type: JSON_TYPE, events: 0 });
	if (kind === "recordRead") return get(toRecord(index));
	if (kind === "listRead") return get(`/v1/records/measured?limit=${A.listedRows.value}`);
	if (kind === "eventRead") return get(`/v1/events?limit=${A.listedRows.value}`);
	if (kind === "recordWrite")
		return { method: "PUT", path: toRecord(index), body: JSON.stringify({ index, text: "x".repeat(payload) }), type: JSON_TYPE, events: 0 };
	return { method: "POST", path: "/v1/events", body: toEvents(index, payload, events), type: EVENTS_TYPE, events };
}

/** CloudEvents that together weigh about the workload's payload. */
function toEvents(index: number, payload: number, events: number): string {
	const size = Math.max(1, Math.floor(payload / events));
	const one = (place: number) => ({
		specversion: "1.0",
		id: `measured-${index}-${place}`,
		source: "/measured",
		type: "measured",
		data: "x".repeat(size),
	});
	return JSON.stringify(Array.from({ length: events }, (_, place) => one(place)));
}
