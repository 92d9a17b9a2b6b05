import { bindingsOf } from "../../find.ts";
import { makeFault, notApplicable, toOutcome } from "../../outcome.ts";
import { textAt } from "../../read.ts";
import { always, defineRule } from "../../rule.ts";
import { TYPES } from "../../types.ts";

const SECRET_NAME = /secret|token|password|passphrase|credential|private[-_]?key|api[-_]?key|access[-_]?key|signing[-_]?key/i;
/** Keys of services that mark theirs, and private keys. */
const SECRET_VALUE =
	/-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\b[rs]k_live_[A-Za-z0-9]{10,}|\bxox[abprs]-[A-Za-z0-9-]{10,}/;
/** A name that says secret, as a key of JSON with a text that isn't empty. */
const SECRET_KEY =
	/"[^"]*(?:secret|token|password|passphrase|credential|private_?key|api_?key|access_?key|signing_?key)[^"]*"\s*:\s*"[^"]+"/i;

const isSecret = (name: string, text: string) =>
	(SECRET_NAME.test(name) && text !== "") || SECRET_VALUE.test(text) || SECRET_KEY.test(text);

export const secretInPlainText = defineRule({
	id: "secret-in-plain-text",
	product: "worker",
	wrong: "A secret stands in a plain variable",
	why: "Whoever may look at the Worker reads it, in the dashboard, in the API's answers and in the stack's state",
	remedy: "Bind it as secret_text, from a Pulumi secret, and change what was shown",
	level: always("mandatory"),
	scope: "resource",
	types: [TYPES.version],
	check: (version) => {
		const variables = [...bindingsOf(version, "plain_text"), ...bindingsOf(version, "json")];
		if (variables.length === 0) return notApplicable("it has no plain variables");
		return toOutcome(
			variables.flatMap((binding) => {
				const name = textAt(binding, "name") ?? "";
				const text = textAt(binding, "text") ?? textAt(binding, "json") ?? "";
				return isSecret(name, text) ? [makeFault(`bindings.${name}`, "(hidden)", "must not hold a secret")] : [];
			}),
		);
	},
});
