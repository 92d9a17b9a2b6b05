import { parseMediaType } from "../http/media-type.ts";
import { type JsonText, parseJsonText } from "../http/parse-json-text.ts";
import { sliceElements } from "../json-slices/json-slices.ts";
import { ProblemError } from "../problem.ts";
import { EVENT_ID, parseCloudEvent } from "./cloud-event.ts";
import { makeEventId, PLAIN_SOURCE, PLAIN_TYPE, wrapEvent } from "./wrap-event.ts";

/** An id of 128 characters, less the `-499` of the last of an array. */
const MAX_KEY = 124;

export interface EventBody {
	readonly headers: Pick<Headers, "get" | "forEach">;
	readonly bytes: Uint8Array;
	readonly now: number;
}

/** Each event of a body as CloudEvent JSON, in the modes of the CloudEvents HTTP binding and, for plain JSON, wrapped. */
export function readEventBody(body: EventBody): readonly JsonText[] {
	const type = parseMediaType(body.headers.get("content-type") ?? undefined);
	if (type === "application/cloudevents+json") return [trim(parseJsonText(body.bytes))];
	if (type === "application/cloudevents-batch+json") return toElements(parseJsonText(body.bytes));
	if (type !== "application/json")
		throw new ProblemError(
			"unsupported-media-type",
			`content-type: ${JSON.stringify(type)}; this route takes application/json, application/cloudevents+json and application/cloudevents-batch+json.`,
		);
	const json = parseJsonText(body.bytes);
	return body.headers.get("ce-specversion") === null ? toPlainEvents(body, json) : [toBinaryEvent(body, json)];
}

const trim = ({ text, value }: JsonText): JsonText => ({ text: text.trim(), value });

function toElements({ text, value }: JsonText): JsonText[] {
	if (!Array.isArray(value)) throw new ProblemError("bad-json", "body: must be an array of events.");
	const values: readonly unknown[] = value;
	return sliceElements(text).map((element, index) => ({ text: element, value: values[index] }));
}

/** CloudEvents 1.0.2, HTTP binding, binary mode: the attributes are in `ce-…` headers, percent-encoded. */
function toBinaryEvent({ headers }: EventBody, { text }: JsonText): JsonText {
	const attributes: Record<string, string> = {};
	headers.forEach((value, header) => {
		const name = /^ce-([a-z0-9]+)$/.exec(header)?.[1];
		if (name !== undefined) attributes[name] = decode(header, value);
	});
	const head = JSON.stringify({ ...attributes, datacontenttype: "application/json" });
	return reparse(`${head.slice(0, -1)},"data":${text.trim()}}`);
}

function decode(header: string, value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		throw new ProblemError("bad-parameter", `${header}: is not percent-encoded UTF-8.`);
	}
}

function toPlainEvents({ headers, now }: EventBody, json: JsonText): JsonText[] {
	if (typeof json.value !== "object" || json.value === null) throw new ProblemError("bad-json", "body: must be an object or an array.");
	const key = headers.get("idempotency-key");
	if (key !== null && !(EVENT_ID.test(key) && key.length <= MAX_KEY))
		throw new ProblemError("bad-parameter", `idempotency-key: must be 1 to ${MAX_KEY} printable ASCII characters without space.`);
	const type = headers.get("ce-type") ?? PLAIN_TYPE;
	const time = new Date(now).toISOString();
	const order = headers.get("ce-partitionkey");
	const more = order === null ? {} : { partitionkey: decode("ce-partitionkey", order) };
	const wrap = (id: string, { text }: JsonText) => wrapEvent({ id, source: PLAIN_SOURCE, type, time, ...more }, text);
	const toEvent = (data: JsonText, id: string | null) => (isCloudEvent(data) ? trim(data) : reparse(wrap(id ?? makeEventId(now), data)));
	if (!Array.isArray(json.value)) return [toEvent(json, key)];
	return toElements(json).map((element, index) => toEvent(element, key === null ? null : `${key}-${index}`));
}

/** Sent as plain JSON, a whole CloudEvent is one: wrapped, it would lose the id that makes a second sending harmless. */
const isCloudEvent = ({ text, value }: JsonText) => "id" in parseCloudEvent(text, value);

const reparse = (text: string): JsonText => ({ text, value: JSON.parse(text) });
