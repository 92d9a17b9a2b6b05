import { ETAG } from "../headers.ts";
import { empty, forAnyone, json, type Paths } from "../operation.ts";
import { IF_NONE_MATCH } from "../parameters.ts";
import { object, TEXT } from "../schema.ts";

const ROOT = object({ name: { const: "stagecraft" }, stage: TEXT, health: TEXT, api: TEXT, openapi: TEXT });
const HEALTH = object({ status: { const: "ok" }, stage: TEXT, version: { ...TEXT, description: "The deployed version of the Worker." } });

export const SERVICE: Paths = {
	"/": { get: forAnyone({ id: "getRoot", tag: "service", summary: "What this is", answers: { 200: json("Names the service.", ROOT) } }) },
	"/health": {
		get: forAnyone({ id: "getHealth", tag: "service", summary: "Is it well?", answers: { 200: json("It is well.", HEALTH) } }),
	},
	"/openapi.json": {
		get: forAnyone({
			id: "getOpenApi",
			tag: "service",
			summary: "This document",
			parameters: [IF_NONE_MATCH],
			answers: { 200: json("The document.", { type: "object" }, ETAG), 304: empty("The client has it.", ETAG) },
		}),
	},
};
