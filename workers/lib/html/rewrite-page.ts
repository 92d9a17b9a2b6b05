import { type Html, html } from "./html.ts";

/** What a page says of itself to search engines and to whoever shares it. */
export interface PageMetadata {
	readonly title: string;
	readonly description: string;
	/** Absolute. */
	readonly canonical: string;
	/** Absolute. */
	readonly image?: string;
	/** False: to be found by no search engine. */
	readonly indexed: boolean;
}

/** What a template may say of itself already, and a page replaces. */
const REPLACED = ["title", "meta[name=description]", "meta[name=robots]", "link[rel=canonical]", 'meta[property^="og:"]'];
const NONCED = ["script", "style", "link[rel=stylesheet]"];

function toHead({ title, description, canonical, image, indexed }: PageMetadata): Html {
	const optional = [
		...(image === undefined ? [] : [html`<meta property="og:image" content="${image}">`]),
		...(indexed ? [] : [html`<meta name="robots" content="noindex">`]),
	];
	return html`<title>${title}</title><meta name="description" content="${description}"><link rel="canonical" href="${canonical}"><meta property="og:type" content="website"><meta property="og:title" content="${title}"><meta property="og:description" content="${description}"><meta property="og:url" content="${canonical}">${optional}`;
}

/** Runs what has the nonce and nothing else: no other host's scripts, no handlers in attributes, no frames. */
const toPolicy = (nonce: string) =>
	`default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/**
 * A template as this page: its metadata in place of the template's, and a nonce on every script and style that the response's
 * policy names. It streams: what the template has sent goes on at once. One nonce a response, so it is stored by no cache.
 *
 * Every script of the template gets the nonce: what users wrote must be escaped before it comes here ({@link html} does).
 */
export function rewritePage(template: Response, metadata: PageMetadata): Response {
	const nonce = crypto.getRandomValues(new Uint8Array(16)).toBase64();
	const rewriter = new HTMLRewriter().on("head", { element: (head) => void head.prepend(toHead(metadata).markup, { html: true }) });
	for (const selector of REPLACED) rewriter.on(`head > ${selector}`, { element: (element) => void element.remove() });
	for (const selector of NONCED) rewriter.on(selector, { element: (element) => void element.setAttribute("nonce", nonce) });
	const headers = new Headers(template.headers);
	for (const name of ["content-length", "etag", "last-modified"]) headers.delete(name);
	headers.set("content-type", "text/html; charset=utf-8");
	headers.set("content-security-policy", toPolicy(nonce));
	headers.set("cache-control", "no-store");
	return rewriter.transform(new Response(template.body, { status: template.status, headers }));
}
