import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Resource } from "../../local/resource.ts";
import { makeCurls } from "../../local/start/curls.ts";
import { formatTree } from "../../local/start/tree.ts";

function makeResource(type: string, name: string, parent?: string): Resource {
	return {
		urn: `${type}/${name}`,
		type,
		name,
		parent,
		custom: !type.startsWith("app:"),
		id: name,
		inputs: {},
		secretInputs: [],
		outputs: {},
		protect: false,
		retainOnDelete: false,
		dependencies: [],
		hooks: { beforeCreate: [], beforeUpdate: [] },
	};
}

const plain = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line));

describe("formatTree", () => {
	it("draws components above their children and shortens a long run of alike siblings", () => {
		const group = makeResource("app:d1:Databases", "d1", "pulumi:pulumi:Stack/s");
		const shards = Array.from({ length: 48 }, (_, index) =>
			makeResource("cloudflare:index/d1Database:D1Database", `shard-${index}`, group.urn),
		);
		const queue = makeResource("cloudflare:index/queue:Queue", "jobs", "pulumi:pulumi:Stack/s");
		expect(plain(formatTree([makeResource("pulumi:pulumi:Stack", "s"), group, ...shards, queue]))).toEqual([
			"s Stack",
			"├─ d1 Databases",
			"│  ├─ shard-0 D1Database",
			"│  ├─ … 46 more …",
			"│  └─ shard-47 D1Database",
			"└─ jobs Queue",
		]);
	});
});

describe("makeCurls", () => {
	it("puts the address and keys into each command", () => {
		const commands = makeCurls("http://127.0.0.1:1", "admin", { id: "demo", key: "k" }).map(({ command }) => command);
		expect(commands).toContain("curl -s 'http://127.0.0.1:1/v1/events?limit=10' -H 'Authorization: Bearer k'");
		expect(commands).toContain("curl -s http://127.0.0.1:1/admin/tenants -H 'Authorization: Bearer admin'");
	});

	it("shows only what works without a tenant when there is none", () => {
		expect(makeCurls("http://127.0.0.1:1", "admin", undefined)).toHaveLength(1);
	});
});
