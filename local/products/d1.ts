import { z } from "zod";
import { addOnce } from "../account-parts.ts";
import { makeBinding, requirePart } from "../binding-rule.ts";
import { makeUuid } from "../identity.ts";
import { makeRule } from "../resource-rule.ts";

export const D1_RESOURCES = {
	"cloudflare:index/d1Database:D1Database": makeRule(z.object({ name: z.string() }), {
		id: ({ name }) => makeUuid("d1", name),
		outputs: (_, id) => ({ uuid: id, version: "production", numTables: 0, fileSize: 0 }),
		add: (parts, { name }, id) => addOnce(parts.d1, id, name, `D1 database ${name}`),
	}),
} as const;

export const D1_BINDINGS = {
	d1: makeBinding(
		z.object({ databaseId: z.string().optional(), id: z.string().optional() }),
		({ databaseId, id }, name, { parts, label }) => {
			const database = databaseId ?? id ?? "";
			requirePart(parts.d1, database, label, "D1 database");
			return { d1Databases: { [name]: database } };
		},
	),
} as const;
