import fc from "fast-check";
import { expect, it } from "vitest";
import { makeApiKey, parseApiKey, toApiKeyText } from "../../../../workers/lib/api-key/api-key.ts";
import { parseBearer } from "../../../../workers/lib/api-key/bearer.ts";
import { equalTexts, hashSecret, matchesHash } from "../../../../workers/lib/api-key/digest.ts";

it("makes keys of 96 and 256 random bits that it can read again", () => {
	const keys = Array.from({ length: 100 }, makeApiKey);
	for (const key of keys) {
		expect([key.id.length * 4, key.secret.length * 4]).toEqual([96, 256]);
		expect(parseApiKey(toApiKeyText(key))).toEqual(key);
	}
	expect(new Set(keys.flatMap(({ id, secret }) => [id, secret])).size).toBe(200);
});

it("takes nothing else for a key", () => {
	const text = toApiKeyText(makeApiKey());
	const near = [
		text.slice(1),
		text.slice(0, -1),
		`${text}0`,
		text.toUpperCase(),
		text.replace("_", "-"),
		` ${text}`,
		`${text}\n`,
		`${text}_`,
	];
	expect(near.map(parseApiKey)).toEqual(near.map(() => null));
	fc.assert(fc.property(fc.string({ unit: "binary" }), (junk) => parseApiKey(junk) === null));
});

it("knows a secret by its hash and no other", async () => {
	const { secret } = makeApiKey();
	const hash = await hashSecret(secret);
	expect(hash).toMatch(/^[0-9a-f]{64}$/);
	expect(await matchesHash(secret, hash)).toBe(true);
	expect(await matchesHash(makeApiKey().secret, hash)).toBe(false);
	expect(await matchesHash(secret, "")).toBe(false);
});

it("compares texts of any lengths", async () => {
	await fc.assert(fc.asyncProperty(fc.string(), fc.string(), async (a, b) => (await equalTexts(a, b)) === (a === b) && equalTexts(a, a)));
});

it.for([
	["Bearer abc", "abc"],
	["bearer  abc ", "abc"],
	["Basic abc", null],
	["Bearer", null],
	["Bearer ", null],
	["Bearer a b", null],
	["", null],
	[undefined, null],
] as const)("reads the token of %j as %j", ([header, token]) => {
	expect(parseBearer(header)).toBe(token);
});
