import { forTenant, json, type Paths } from "../operation.ts";
import { COUNT, object, TEXT } from "../schema.ts";

const USAGE = object({ requests: COUNT, reads: COUNT, writes: COUNT, events: COUNT, bytesIn: COUNT });

export const USAGE_PATHS: Paths = {
	"/v1/usage": {
		get: forTenant({
			id: "getUsage",
			tag: "usage",
			summary: "What was counted today",
			answers: {
				200: json("Until now, without this request.", object({ tenant: TEXT, day: { type: "string", format: "date" }, usage: USAGE })),
			},
		}),
	},
};
