import { expect, it } from "vitest";
import { cutRecords } from "../../../../workers/lib/chunked-job/cut-records.ts";
import { parseImport } from "../../../../workers/lib/import-events/parse-import.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const RULES = { idPrefix: "file-abc", time: NOW - 1000, now: NOW, windowDays: 400 };
const START = { offset: 0, line: 1, skipping: false };

function parse(format: "ndjson" | "csv", content: string | Uint8Array<ArrayBuffer>, header: readonly string[] | null = null) {
	const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
	const form = format === "csv" ? "quoted-lines" : "lines";
	const { records } = cutRecords(bytes, START, { form, maxRecordBytes: 1000, atEnd: true });
	const { events, bad, ...rest } = parseImport(format, records, header, RULES);
	return { ...rest, bad, events: events.map(({ event }): Record<string, unknown> => JSON.parse(event)) };
}

it("takes whole events as they are and wraps other JSON, always the same way", () => {
	const text = '{"specversion":"1.0","id":"e","source":"/s","type":"t","data":1.0}\n\n[1, 2]\n7';
	const { events, bad } = parse("ndjson", text);
	expect(bad).toEqual([]);
	expect(events).toMatchObject([
		{ id: "e", source: "/s", time: "2026-11-21T11:59:59.000Z" },
		{ id: "file-abc-3", source: "/v1/files", type: "stagecraft.event", data: [1, 2] },
		{ id: "file-abc-4", data: 7 },
	]);
	expect(parse("ndjson", text)).toEqual({ header: null, bad, events });
});

it("reports bytes that are no UTF-8, and replaces none", () => {
	const bytes = Uint8Array.from([...new TextEncoder().encode('"good"\n"b'), 0xc3, ...new TextEncoder().encode('d"\n"é"\n')]);
	const { events, bad } = parse("ndjson", bytes);
	expect(bad).toEqual([{ line: 2, reason: "isn't UTF-8" }]);
	expect(events.map(({ data }) => data)).toEqual(["good", "é"]);
});

it("says of each bad line what is wrong with it", () => {
	const { bad } = parse(
		"ndjson",
		'{"a":\n{"specversion":"1.0","id":"a b","source":"/s","type":"t"}\n{"specversion":"1.0","id":"o","source":"/s","type":"t","time":"1999-01-01T00:00:00Z"}',
	);
	expect(bad.map(({ line, reason }) => [line, reason.split(":")[0]])).toEqual([
		[1, "isn't JSON"],
		[2, "id"],
		[3, "time"],
	]);
});

it("reads a table by its header, attributes of events apart, and one bad row costs one row", () => {
	const text = 'id,type,time,city\r\nr1,sold,2026-11-20T00:00:00Z,"a,""b""\nc"\r\nr2,sold,,x"y\r\nr3,sold,,Rome\r\nr4,sold\r\n';
	const { header, events, bad } = parse("csv", text);
	expect(header).toEqual(["id", "type", "time", "city"]);
	expect(events).toMatchObject([
		{ id: "r1", type: "sold", time: "2026-11-20T00:00:00Z", data: { city: 'a,"b"\nc' } },
		{ id: "r3", time: "2026-11-21T11:59:59.000Z", data: { city: "Rome" } },
	]);
	expect(bad.map(({ line }) => line)).toEqual([4, 6]);
	expect(parse("csv", "r9,t,,Oslo\n", header).events).toMatchObject([{ id: "r9", data: { city: "Oslo" } }]);
});

it("refuses a table whose columns can't be told apart", () => {
	for (const text of ["a,a\n1,2", "a,\n1,2", 'a"b,c\n1,2']) expect(() => parse("csv", text)).toThrow("the header");
});
