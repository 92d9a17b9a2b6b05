import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PRICES } from "../../sizing/prices.ts";
import { POINT_BLOBS, POINT_DOUBLES } from "../../workers/lib/metrics/write-request-point.ts";
import { ROOT } from "../support/program.ts";

const GUIDES = join(ROOT, "docs/guide");
const read = (name: string) => readFileSync(join(GUIDES, name), "utf8");

const columns = new Map<string, string>([
	...POINT_BLOBS.map((name, index) => [`blob${index + 1}`, name] as const),
	...POINT_DOUBLES.map((name, index) => [`double${index + 1}`, name] as const),
]);

describe("observability.md", () => {
	const text = read("observability.md");
	const queries = [...text.matchAll(/```sql\n-- (.+)\n([^`]+)```/g)].map(([, comment = "", sql = ""]) => ({ comment, sql }));

	it("lists each blob and double of a point where the code writes it", () => {
		const listed = [...text.matchAll(/^\| `((?:blob|double)\d+)` \| (\w+) \|/gm)].map(([, column, name]) => [column, name]);
		expect(listed).toEqual([...columns]);
	});

	it("says of each query which columns it reads, and what the code writes there", () => {
		expect(queries).toHaveLength(4);
		for (const { comment, sql } of queries) {
			const named = comment.split(", ").map((pair) => pair.split(" "));
			const used = new Set([...sql.matchAll(/\b(?:blob|double)\d+\b/g)].map(([column]) => column));
			expect(named.map(([column]) => column).sort()).toEqual([...used].sort());
			for (const [column = "", name] of named) expect(`${column} ${name}`).toBe(`${column} ${columns.get(column)}`);
		}
	});

	it("prices a tenant's requests as the price list does", () => {
		const priced = new Map<string, { readonly usdPerMillion: number }>(Object.entries(PRICES));
		const terms = POINT_DOUBLES.flatMap((name, index) => {
			const price = priced.get(name);
			return price ? [`${price.usdPerMillion} * double${index + 1}`] : [];
		});
		expect(text).toContain(`(${[PRICES.workerRequests.usdPerMillion, ...terms].join(" + ")})`);
	});
});

it.each(readdirSync(GUIDES))("links from %s to files that are there", (name) => {
	const links = [...read(name).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? "");
	expect(links.filter((path) => !existsSync(join(GUIDES, path)))).toEqual([]);
});
