import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml, type Html, html } from "../../../../workers/lib/html/html.ts";
import { type PageMetadata, rewritePage } from "../../../../workers/lib/html/rewrite-page.ts";
import { streamHtml } from "../../../../workers/lib/html/stream-html.ts";

const METADATA: PageMetadata = { title: "A & B", description: 'Says "hi"', canonical: "https://x.example/a?b=1&c=2", indexed: true };
const TEMPLATE = `<!doctype html><html><head><title>old</title><meta name="description" content="old"><link rel="canonical" href="/old"><meta property="og:title" content="old"><style>a{}</style></head><body><svg><title>kept</title></svg><script>1</script><SCRIPT nonce="mine" src="/a.js"></SCRIPT></body></html>`;

const rewrite = (template: string, changed: Partial<PageMetadata> = {}) => rewritePage(new Response(template), { ...METADATA, ...changed });

/** All values of an attribute of an element, as a browser reads them. */
async function read(markup: string, selector: string, attribute: string): Promise<(string | null)[]> {
	const values: (string | null)[] = [];
	await new HTMLRewriter()
		.on(selector, { element: (element) => void values.push(element.getAttribute(attribute)) })
		.transform(new Response(markup))
		.text();
	return values;
}

describe("html", () => {
	it("takes every value for text, in elements and in attributes, but for markup of its own", () => {
		const evil = `"><script>alert('x')</script>`;
		expect(html`<p title="${evil}">${evil}${[html`<b>${1}</b>`]}</p>`.markup).toBe(
			`<p title="${escapeHtml(evil)}">${escapeHtml(evil)}<b>1</b></p>`,
		);
		expect(escapeHtml(`<>&"'`)).toBe("&lt;&gt;&amp;&quot;&#39;");
	});
});

describe("a page", () => {
	it("says its own metadata, once, in place of the template's", async () => {
		const text = await rewrite(TEMPLATE, { image: "https://x.example/i.png", indexed: false }).text();
		expect(text.match(/<title>/g)).toHaveLength(2);
		expect(text).toContain("<head><title>A &amp; B</title>");
		expect(text).toContain("<svg><title>kept</title></svg>");
		expect(text).not.toContain("old");
		expect(await read(text, "meta[name=robots]", "content")).toEqual(["noindex"]);
		expect(await read(text, "link[rel=canonical]", "href")).toEqual([escapeHtml(METADATA.canonical)]);
		expect(await read(text, 'meta[property^="og:"]', "property")).toEqual(["og:type", "og:title", "og:description", "og:url", "og:image"]);
	});

	it("can't be left by what its metadata says", () =>
		fc.assert(
			fc.asyncProperty(fc.string({ unit: fc.constantFrom("<", ">", '"', "'", "&", "/", "a", "title", "script", "-") }), async (value) => {
				const text = await rewrite(TEMPLATE, { title: value, description: value, canonical: value }).text();
				expect(await read(text, "script", "nonce")).toHaveLength(2);
				expect(await read(text, "meta[name=description]", "content")).toEqual([escapeHtml(value)]);
				expect(text).toContain(`<title>${escapeHtml(value)}</title>`);
			}),
			{ numRuns: 40 },
		));

	it("has a nonce on every script and style, the one that its policy names, and another one each time", async () => {
		const nonces = new Set<string | null>();
		for (let i = 0; i < 3; i += 1) {
			const response = rewrite(TEMPLATE);
			const policy = response.headers.get("content-security-policy") ?? "";
			const [, nonce = ""] = /script-src 'nonce-([^']{22,})'/.exec(policy) ?? [];
			expect(policy).toContain(`style-src 'nonce-${nonce}'`);
			expect(policy).not.toContain("unsafe");
			const text = await response.text();
			expect([...(await read(text, "script", "nonce")), ...(await read(text, "style", "nonce"))]).toEqual([nonce, nonce, nonce]);
			nonces.add(nonce);
		}
		expect(nonces.size).toBe(3);
	});

	it("is kept by no cache, and says nothing of the template's length or version", () => {
		const template = new Response("<html></html>", {
			headers: { "content-length": "13", etag: '"a"', "cache-control": "public, max-age=60" },
		});
		const { headers } = rewritePage(template, METADATA);
		expect([headers.get("cache-control"), headers.get("etag"), headers.get("content-length")]).toEqual(["no-store", null, null]);
	});

	it("sends its beginning before its end is known", async () => {
		const end = Promise.withResolvers<Html>();
		async function* pieces() {
			yield html`<html><head></head><body><p>first</p>`;
			yield await end.promise;
		}
		const reader = rewritePage(new Response(streamHtml(pieces())), METADATA).body?.getReader();
		let text = "";
		while (!text.includes("first")) text += new TextDecoder().decode((await reader?.read())?.value);
		expect(text).toContain("<title>");
		end.resolve(html`<script>1</script></body></html>`);
		for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += new TextDecoder().decode(part.value);
		expect(await read(text, "script", "nonce")).toHaveLength(1);
	});

	it("stops making what nobody reads any more", async () => {
		let stopped = false;
		async function* pieces() {
			try {
				for (;;) yield html`x`;
			} finally {
				stopped = true;
			}
		}
		await streamHtml(pieces()).cancel();
		const stream = streamHtml(pieces());
		const reader = stream.getReader();
		await reader.read();
		await reader.cancel();
		expect(stopped).toBe(true);
	});
});
