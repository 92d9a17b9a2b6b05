import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { add, drop, set, UNKNOWN } from "../../change.ts";

export const cases: Cases = {
	baseline: {
		change: add(TYPES.bucketCors, "files-cors", {
			bucketName: "stagecraft-test-files",
			rules: [{ allowed: { origins: ["https://app.example.com"], methods: ["GET"] } }],
		}),
	},
	violates: { change: set(TYPES.bucketCors, "rules.0.allowed.origins", ["*"]) },
	says: 'files-cors: rules[0].allowed.origins = ["*"]: must name origins',
	missing: { change: set(TYPES.bucketCors, "rules.0.allowed.origins", undefined), is: "violations" },
	unknown: { change: set(TYPES.bucketCors, "rules.0.allowed.origins", UNKNOWN) },
	notApplicable: { change: drop(TYPES.bucketCors) },
};
