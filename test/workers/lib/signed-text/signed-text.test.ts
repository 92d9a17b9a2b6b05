import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeSigner } from "../../../../workers/lib/signed-text/signed-text.ts";

const options = { secret: "a secret of the tests", purpose: "test", salt: "salt" };
const signer = makeSigner(options);

describe("a signed text", () => {
	it("is read by who made it", () =>
		fc.assert(
			fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), async (text) => {
				fc.pre(text.isWellFormed());
				expect(await signer.verify(await signer.sign(text))).toBe(text);
			}),
			{ numRuns: 30 },
		));

	it("is worth nothing under another secret, purpose or salt", async () => {
		const signed = await signer.sign("alice");
		for (const other of [{ secret: "b" }, { purpose: "b" }, { salt: "b" }])
			expect(await makeSigner({ ...options, ...other }).verify(signed)).toBeNull();
	});

	it("is worth nothing once a character is changed, taken or added", async () => {
		const signed = await signer.sign("alice");
		const [text = "", mac = ""] = signed.split(".");
		const other = (await signer.sign("bob")).split(".")[0];
		for (const wrong of [`${other}.${mac}`, `${text}.`, text, `${signed}A`, signed.slice(0, -1), `.${mac}`, "", "a.b", `${text}!.${mac}`])
			expect(await signer.verify(wrong)).toBeNull();
	});
});
