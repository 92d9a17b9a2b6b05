import { AwsV4Signer } from "aws4fetch";
import { expect, it } from "vitest";
import { judgeSignature } from "../../local/api/judge-signature.ts";

const KEYS = { accessKeyId: "key", secretAccessKey: "secret" };
const SIGNED_AT = Date.parse("2026-11-21T12:00:00Z");

async function sign(headers: Record<string, string>, seconds = "60") {
	const url = `http://127.0.0.1/bucket/a%2Bb%20c?X-Amz-Expires=${seconds}`;
	const request = {
		method: "PUT",
		url,
		headers,
		...KEYS,
		service: "s3",
		region: "auto",
		datetime: "20261121T120000Z",
		signQuery: true,
		allHeaders: true,
	};
	return (await new AwsV4Signer(request).sign()).url;
}

const judge = (url: URL, headers: Record<string, string>, at = SIGNED_AT, method = "PUT") =>
	judgeSignature({ method, url, headers: new Headers(headers) }, KEYS, at);

it("takes what was signed, until it expires", async () => {
	const url = await sign({ "content-type": "text/plain" });
	expect(await judge(url, { "content-type": "text/plain", "user-agent": "any" }, SIGNED_AT + 60_000)).toBeNull();
	expect(await judge(url, { "content-type": "text/plain" }, SIGNED_AT + 60_001)).toMatchObject({ code: "AccessDenied" });
	for (const seconds of ["0", "604801", "x"]) expect(await judge(await sign({}, seconds), {})).toMatchObject({ code: "AccessDenied" });
});

it("refuses another method, path, header or key, and what isn't signed", async () => {
	const headers = { "content-type": "text/plain", "content-length": "5" };
	const url = await sign(headers);
	const change = (edit: (url: URL) => void) => {
		const changed = new URL(url);
		edit(changed);
		return changed;
	};
	const wrong = { code: "SignatureDoesNotMatch" };
	expect(await judge(url, headers, SIGNED_AT, "GET")).toMatchObject(wrong);
	expect(await judge(url, { ...headers, "content-length": "6" })).toMatchObject(wrong);
	expect(await judge(url, { "content-type": "text/plain" })).toMatchObject(wrong);
	expect(
		await judge(
			change((changed) => (changed.pathname = "/bucket/other")),
			headers,
		),
	).toMatchObject(wrong);
	expect(
		await judge(
			change((changed) => changed.searchParams.set("X-Amz-Signature", "0".repeat(64))),
			headers,
		),
	).toMatchObject(wrong);
	expect(
		await judge(
			change((changed) => changed.searchParams.set("X-Amz-Credential", "other/20261121/auto/s3/aws4_request")),
			headers,
		),
	).toMatchObject({ code: "InvalidAccessKeyId" });
	expect(await judge(new URL("http://127.0.0.1/bucket/a"), {})).toMatchObject({ code: "AccessDenied" });
});
