import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { makeApiKey, toApiKeyText } from "../../../../workers/lib/api-key/api-key.ts";
import { toLogLine, writeLog } from "../../../../workers/lib/log/write-log.ts";

afterEach(() => vi.restoreAllMocks());

it("writes one line of JSON with level, what and fields", () => {
	expect(JSON.parse(toLogLine("info", "batch", { queue: "events-0", requestId: "r", messages: 3 }))).toEqual({
		level: "info",
		what: "batch",
		queue: "events-0",
		requestId: "r",
		messages: 3,
	});
});

it("stays one line of JSON whatever the fields are, and says its own level", () => {
	const fields = fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, withMap: true }));
	fc.assert(
		fc.property(fields, (given) => {
			const line = toLogLine("warn", "any", given);
			expect(line).not.toContain("\n");
			expect(JSON.parse(line)).toMatchObject({ level: "warn", what: "any" });
		}),
	);
});

it("writes no key's secret, wherever it stands", () => {
	const key = makeApiKey();
	const text = toApiKeyText(key);
	const lines = [
		toLogLine("error", "request", { message: `no such key ${text} here` }),
		toLogLine("error", "request", { request: { headers: { authorization: `Bearer ${text}`, cookie: "a=b" } } }),
		toLogLine("error", "request", { message: "sent Bearer abc.def.ghi to it", adminToken: "hunter2", clientSecret: "hunter2" }),
	];
	for (const line of lines) for (const secret of [key.secret, "hunter2", "abc.def", "a=b"]) expect(line).not.toContain(secret);
	expect(lines[0]).toContain(key.id);
});

it("keeps a line below what a request may log", () => {
	expect(toLogLine("error", "request", { message: "x".repeat(1_000_000) }).length).toBeLessThan(5_000);
});

it("writes to the console's method of its level", () => {
	for (const [level, method] of [
		["info", "log"],
		["warn", "warn"],
		["error", "error"],
	] as const) {
		const written = vi.spyOn(console, method).mockImplementation(() => {});
		writeLog(level, "seen", { a: 1 });
		expect(written.mock.calls).toEqual([[toLogLine(level, "seen", { a: 1 })]]);
	}
});

it("leaves out fields that are no JSON", () => {
	const circle: Record<string, unknown> = {};
	circle["self"] = circle;
	expect(JSON.parse(toLogLine("error", "request", circle))).toEqual({ level: "error", what: "request" });
});
