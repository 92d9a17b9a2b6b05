import { z } from "zod";
import { addOnce } from "../account-parts.ts";
import { makeBinding, requirePart } from "../binding-rule.ts";
import { makeHexId } from "../identity.ts";
import { makeRule } from "../resource-rule.ts";

export const KV_RESOURCES = {
	"cloudflare:index/workersKvNamespace:WorkersKvNamespace": makeRule(z.object({ title: z.string() }), {
		id: ({ title }) => makeHexId("kv", title),
		outputs: () => ({ supportsUrlEncoding: true }),
		add: (parts, { title }, id) => addOnce(parts.kv, id, title, `KV namespace ${title}`),
	}),
} as const;

export const KV_BINDINGS = {
	kv_namespace: makeBinding(z.object({ namespaceId: z.string() }), ({ namespaceId }, name, { parts, label }) => {
		requirePart(parts.kv, namespaceId, label, "KV namespace");
		return { kvNamespaces: { [name]: namespaceId } };
	}),
} as const;
