import { forAdmin, json, type Paths } from "../operation.ts";
import { inPath, inQuery } from "../parameters.ts";
import { COUNT, object, TEXT } from "../schema.ts";
import { LOCATION, orNull, RUN, UUID } from "./long-work.ts";

const DELETION = object({
	...RUN,
	phase: {
		enum: ["deleting", "deleted", "sweeping"],
		description: "From `deleted` on nothing of the tenant is left; what late writers leave is swept after that.",
	},
	done: { ...COUNT, description: "Of `parts`; 0 of 0 before it has begun." },
	parts: COUNT,
	part: { ...orNull(TEXT), description: "The store that it is at." },
});

/** Of the path of a tenant. */
export const DELETE_TENANT = forAdmin({
	id: "deleteTenant",
	tag: "tenants",
	summary: "Delete a tenant and all that it has",
	description: "Its keys are refused from the answer on. There is no way back, and no tenant gets its id again.",
	parameters: [inPath("tenant"), { ...inQuery("confirm", "The tenant's id once more."), required: true }],
	answers: { 202: json("It has begun.", DELETION, LOCATION) },
	problems: ["bad-parameter", "not-found", "conflict"],
});

export const DELETIONS: Paths = {
	"/admin/deletions/{deletionId}": {
		get: forAdmin({
			id: "getDeletion",
			tag: "tenants",
			summary: "How far a deletion is",
			parameters: [inPath("deletionId", UUID)],
			answers: { 200: json("The deletion.", DELETION) },
			problems: ["not-found"],
		}),
	},
};
