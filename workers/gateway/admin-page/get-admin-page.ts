import { type Html, html, trusted } from "../../lib/html/html.ts";
import { rewritePage } from "../../lib/html/rewrite-page.ts";
import { streamHtml } from "../../lib/html/stream-html.ts";
import { logError } from "../../lib/log-error.ts";
import { toDeadLetterStore } from "../../lib/rpc/dead-letter-store.ts";
import { toAnyApp } from "../admin-app.ts";
import { findSession } from "../admin-session.ts";
import { toForwarded } from "../forward.ts";
import type { GatewayContext } from "../gateway-env.ts";
import { SCRIPT } from "./script.ts";
import { parseTenantPage, toDeadLetters, toFacts, toFailure, toTenants } from "./sections.ts";
import { STYLE } from "./style.ts";

const HEAD = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><style>${trusted(STYLE)}</style></head><body>`;
const END = html`<script>${trusted(SCRIPT)}</script></body></html>`;

const SIGN_IN = html`<main class="sign-in"><h1>Stagecraft</h1><p class="quiet">The admin side.</p><form><label for="token">Admin token</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus><button name="submit">Sign in</button></form><p role="alert"></p><noscript>Signing in needs JavaScript; the API needs none.</noscript></main>`;

const TOP = html`<a class="skip" href="#content">Skip to content</a><header><h1>Stagecraft</h1><button class="plain" type="button" data-sign-out>Sign out</button></header><main id="content"><p role="alert"></p>`;

/** What can't be read is told in its place: the rest of the page is on its way already. */
async function toSection(c: GatewayContext, title: string, read: () => Promise<Html>): Promise<Html> {
	try {
		return await read();
	} catch (error) {
		logError("admin page", error, { requestId: c.get("requestId"), title });
		return toFailure(title);
	}
}

async function readTenants(c: GatewayContext): Promise<Html> {
	const url = new URL("/admin/tenants?limit=50", c.req.url);
	const cursor = c.req.query("tenants");
	if (cursor !== undefined) url.searchParams.set("cursor", cursor);
	const response = await toAnyApp(c.env).fetch(new Request(url, { headers: toForwarded(c, null).headers }));
	if (!response.ok) throw new Error(`app answered ${response.status}`);
	return toTenants(parseTenantPage(await response.json()));
}

async function readDeadLetters(c: GatewayContext): Promise<Html> {
	const store = toDeadLetterStore(c.env.DEADLETTERS, { requestId: c.get("requestId") });
	return toDeadLetters(await store.list({ queue: null, cursor: c.req.query("letters") ?? null }));
}

/** Each piece goes out when it is known: the head, and what needs nobody's answer, before anything is asked. */
async function* toPieces(c: GatewayContext, signedIn: boolean): AsyncGenerator<Html> {
	yield HEAD;
	if (signedIn) {
		const [tenants, letters] = [toSection(c, "Tenants", () => readTenants(c)), toSection(c, "Dead letters", () => readDeadLetters(c))];
		yield TOP;
		yield toFacts(c.env.SETTINGS, c.env.VERSION.id);
		yield await tenants;
		yield await letters;
		yield html`</main>`;
	} else yield SIGN_IN;
	yield END;
}

/** `GET /admin`: for a person in a browser, what the admin API says; without a session, the way to one. */
export async function getAdminPage(c: GatewayContext): Promise<Response> {
	const session = await findSession(c);
	const response = rewritePage(new Response(streamHtml(toPieces(c, session !== null))), {
		title: session ? "Stagecraft admin" : "Sign in – Stagecraft admin",
		description: "Tenants, their shards, dead letters and the deployment.",
		canonical: new URL("/admin", c.req.url).href,
		indexed: false,
	});
	c.set("policy", response.headers.get("content-security-policy"));
	return response;
}
