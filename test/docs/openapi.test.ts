import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DOCUMENT } from "../../workers/gateway/openapi/document.ts";
import { PROBLEMS, toProblemUri } from "../../workers/lib/problem.ts";
import { ROOT } from "../support/program.ts";

/** Imported by name only: it is typed for workerd, and this file for Node.js. */
const gateway: unknown = await import(pathToFileURL(join(ROOT, "workers/gateway/api.ts")).href);
const { api } = z.object({ api: z.object({ routes: z.array(z.object({ method: z.string(), path: z.string() })) }) }).parse(gateway);

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/** Told by every route, or said of no route in particular. */
const OF_NO_ROUTE = ["method-not-allowed", "bad-request"];

const toPath = (pattern: string) => pattern.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}");
const operations = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
	Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
);

describe("the OpenAPI document", () => {
	it("is valid", async () => {
		expect(await new Validator().validate(JSON.parse(JSON.stringify(DOCUMENT)))).toEqual({ valid: true });
	});

	it("describes every route and method of the gateway, and no other", () => {
		const served = api.routes.filter(({ method }) => METHODS.includes(method)).map(({ method, path }) => `${method} ${toPath(path)}`);
		expect(served.length).toBeGreaterThan(10);
		expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...new Set(served)].sort());
	});

	it("names each operation once and each parameter of its path", () => {
		const ids = operations.map(({ operationId }) => operationId);
		expect(ids).toEqual([...new Set(ids)]);
		for (const { path, operationId, parameters = [] } of operations) {
			const inPath = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
			expect([operationId, ...inPath]).toEqual([operationId, ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)]);
		}
	});

	it("knows every problem that there is", () => {
		const text = JSON.stringify(operations.map(({ responses }) => responses));
		const types = Object.keys(PROBLEMS).filter((type) => !OF_NO_ROUTE.includes(type));
		expect(types.filter((type) => !text.includes(`"urn:stagecraft:problem:${type}"`))).toEqual([]);
		expect(toProblemUri("not-found")).toBe("urn:stagecraft:problem:not-found");
	});
});
