import { forAdmin, json, type Paths } from "../operation.ts";
import { CURSOR_QUERY, toLimit } from "../parameters.ts";
import { COUNT, object, page, TEXT, TIME } from "../schema.ts";

const SHARD = object({
	shard: TEXT,
	location: TEXT,
	tenants: COUNT,
	bytes: COUNT,
	rows: { ...COUNT, description: "An estimate." },
	writes: { ...COUNT, description: "Writes and events of its tenants, on the last whole day and since." },
	share: { type: "number", description: "Of the size at which it takes no more tenants." },
	full: { type: "boolean" },
	growth: { type: "integer", description: "Bytes a day, over the last days." },
	fullOn: { oneOf: [TIME, { type: "null" }] },
	seenAt: TIME,
});

export const SHARDS: Paths = {
	"/admin/shards": {
		get: forAdmin({
			id: "listShards",
			tag: "tenants",
			summary: "What each database of the tenants holds, as the hourly look found it",
			parameters: [toLimit(200), CURSOR_QUERY],
			answers: { 200: json("A page.", page("shards", SHARD)) },
			problems: ["bad-parameter", "bad-cursor"],
		}),
	},
};
