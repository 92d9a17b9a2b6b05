import type { runtime } from "@pulumi/pulumi";
import { ACCOUNT_ID, ACCOUNT_NAME } from "../account-id.ts";
import { makeHexId } from "../identity.ts";
import { LocalError } from "../local-error.ts";

type Answer = (inputs: runtime.MockCallArgs["inputs"]) => runtime.MockCallResult;

const INVOKES: Readonly<Record<string, Answer>> = {
	"cloudflare:index/getZone:getZone": (inputs) => {
		const name = String(inputs.filter?.name ?? inputs.name ?? "example.com");
		const zoneId = String(inputs.zoneId ?? makeHexId("zone", name));
		return { ...inputs, id: zoneId, zoneId, name, status: "active", account: { id: ACCOUNT_ID, name: ACCOUNT_NAME } };
	},
	"cloudflare:index/getAccounts:getAccounts": (inputs) => {
		return { ...inputs, results: [{ id: ACCOUNT_ID, name: ACCOUNT_NAME, type: "standard" }] };
	},
};

/** Answers the data sources that a program may read; one that isn't listed is refused by name. */
export function answerInvoke(call: runtime.MockCallArgs): runtime.MockCallResult {
	const answer = INVOKES[call.token];
	if (answer === undefined) {
		throw new LocalError(
			"unknown_invoke",
			`The program calls ${call.token}, which the local account can't answer: add it to local/program/invokes.ts.`,
		);
	}
	return answer(call.inputs);
}
