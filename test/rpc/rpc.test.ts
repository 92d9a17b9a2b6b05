import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type BenchWorker, startBenchWorker } from "../../bench/bench-worker.ts";
import { ProblemError, type ProblemType, toProblemResponse } from "../../workers/lib/problem.ts";
import { type Deed, perform, see } from "../workers/lib/rpc/conformance.ts";

const TYPES = ["bad-cursor", "not-found", "conflict", "rate-limited", "try-again", "internal"] as const satisfies readonly ProblemType[];

let worker: BenchWorker;
beforeAll(async () => {
	vi.spyOn(console, "error").mockImplementation(() => {});
	const name = "answering";
	const serviceBindings = { ANSWERING: { name, entrypoint: "Answering" } };
	worker = await startBenchWorker("test/workers/lib/rpc/conformance-worker.ts", { name, serviceBindings });
});
afterAll(() => worker.stop());

const inMemory = (deeds: readonly Deed[]): Promise<unknown[]> => Promise.all(deeds.map((deed) => see({ perform }, deed)));
const inWorkerd = async (deeds: readonly Deed[]): Promise<unknown[]> => JSON.parse(await worker.fetch("/", JSON.stringify(deeds)));

const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => value.isWellFormed());
const header = fc.constantFrom("retry-after", "allow", "www-authenticate");
const problem = fc.record({
	kind: fc.constant("problem" as const),
	type: fc.constantFrom(...TYPES),
	detail: text,
	headers: fc.dictionary(header, fc.constantFrom("5", "GET, HEAD", "Bearer"), { noNullPrototype: true }),
});
const value = fc.record({ kind: fc.constant("value" as const), value: fc.jsonValue() });
const fault = fc.record({ kind: fc.constant("fault" as const), message: text });

describe.each([
	["in memory", inMemory],
	["in workerd", inWorkerd],
] as const)("a call %s", (_, seeAll) => {
	it("gives the value, and tells the other Worker the request's id", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(value, { maxLength: 5 }), async (deeds) => {
				const expected = deeds.map((deed) => JSON.parse(JSON.stringify({ value: deed.value, requestId: "r-1" })));
				expect(JSON.parse(JSON.stringify(await seeAll(deeds)))).toEqual(expected);
			}),
			{ numRuns: 30 },
		);
	});

	it("throws a problem with its type, status, detail and headers", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(problem, { maxLength: 5 }), async (deeds) => {
				const expected = deeds.map(({ type, detail, headers }) => {
					const { status } = toProblemResponse(new ProblemError(type, detail), "");
					return { status, type: `urn:stagecraft:problem:${type}`, detail, headers };
				});
				expect(await seeAll(deeds)).toEqual(expected);
			}),
			{ numRuns: 30 },
		);
	});

	it("throws a fault with its message, as no problem of the client's", async () => {
		await fc.assert(
			fc.asyncProperty(fault, async (deed) => {
				expect(await seeAll([deed])).toEqual([{ fault: deed.message }]);
			}),
			{ numRuns: 30 },
		);
	});

	it("takes a problem that only a newer version has for a fault", async () => {
		const deed = { kind: "problem", type: "teapot", detail: "short and stout", headers: {} } as const;
		expect(await seeAll([deed])).toEqual([{ fault: 'a call answered a problem of the unknown type "teapot"' }]);
	});
});
