import { parseBearer } from "../lib/api-key/bearer.ts";
import { equalTexts } from "../lib/api-key/digest.ts";
import { logError } from "../lib/log-error.ts";
import { ProblemError } from "../lib/problem.ts";
import { assertSameOrigin } from "../lib/sessions/assert-same-origin.ts";
import { makeSessions, type Session, type Sessions } from "../lib/sessions/make-sessions.ts";
import { parseSessionCookie, toEndedCookie, toSessionCookie } from "../lib/sessions/session-cookie.ts";
import { makeSigner } from "../lib/signed-text/signed-text.ts";
import { refuseToken } from "./authenticate.ts";
import type { GatewayAnswer, GatewayContext } from "./gateway-env.ts";

/** The admin side has one subject: whoever has the token. */
const ADMIN = "admin";

function toSessions(c: GatewayContext): Sessions {
	const { KEYS, SESSIONS, SIGNING_KEY, ADMIN_TOKEN, SETTINGS } = c.env;
	return makeSessions({
		kv: KEYS,
		ledgerOf: (subject) => SESSIONS.getByName(subject),
		// Another token, and nobody who signed in with the old one is signed in.
		signer: makeSigner({ secret: SIGNING_KEY, salt: ADMIN_TOKEN, purpose: "admin session" }),
		...SETTINGS.session,
		now: Date.now,
		waitUntil: (promise) => c.executionCtx.waitUntil(promise),
		onStoreError: (error) => logError("sessions in KV", error, { requestId: c.get("requestId") }),
	});
}

const toUrl = (c: GatewayContext) => new URL(c.req.url);
const readCookie = (c: GatewayContext) => parseSessionCookie(toUrl(c), c.req.header("cookie"));
const hasCookie = (c: GatewayContext) => readCookie(c) !== null;

/** The open session of the request's cookie; null without one. A forged one counts as a failed attempt. */
export async function findSession(c: GatewayContext): Promise<Session | null> {
	const token = readCookie(c);
	if (token === null) return null;
	const read = await toSessions(c).read(token);
	if (read.kind === "forged") return refuseToken(c);
	return read.kind === "open" ? read.session : null;
}

const signInAgain = () => new ProblemError("unauthenticated", "The session is over: sign in again.", { "www-authenticate": "Bearer" });

async function requireSession(c: GatewayContext): Promise<Session> {
	if (!hasCookie(c)) throw signInAgain();
	assertSameOrigin(c.req.raw);
	const session = await findSession(c);
	if (!session) throw signInAgain();
	return session;
}

async function requireToken(c: GatewayContext): Promise<void> {
	const token = parseBearer(c.req.header("authorization"));
	if (token === null || !(await equalTexts(token, c.env.ADMIN_TOKEN))) await refuseToken(c);
}

/** Lets in who has the admin token, or a session that was opened with it and a page of ours that asks. */
export const forAdmin =
	(answer: GatewayAnswer): GatewayAnswer =>
	async (c) => {
		if (hasCookie(c) && c.req.header("authorization") === undefined) await requireSession(c);
		else await requireToken(c);
		return answer(c);
	};

const toJson = ({ subject, openedAt, endsAt }: Session) => ({
	subject,
	openedAt: new Date(openedAt).toISOString(),
	endsAt: new Date(endsAt).toISOString(),
});

/** Opens a session under an id that is new, and ends the one that the browser had: an id that someone planted there is worth nothing. */
export async function signIn(c: GatewayContext): Promise<Response> {
	await requireToken(c);
	// Without a page behind it there is no cookie to plant.
	if (c.req.header("origin") !== undefined || c.req.header("sec-fetch-site") !== undefined) assertSameOrigin(c.req.raw);
	const sessions = toSessions(c);
	const before = await sessions.read(readCookie(c) ?? "");
	const { token, session } = await sessions.open(ADMIN, before.kind === "open" ? before.session : null);
	c.header("set-cookie", toSessionCookie(toUrl(c), token, c.env.SETTINGS.session.absoluteSeconds));
	return c.json(toJson(session), 201);
}

export const readSession: GatewayAnswer = async (c) => c.json(toJson(await requireSession(c)));

export async function signOut(c: GatewayContext): Promise<Response> {
	await toSessions(c).end(await requireSession(c));
	c.header("set-cookie", toEndedCookie(toUrl(c)));
	return c.body(null, 204);
}

export const endAllSessions: GatewayAnswer = async (c) => {
	await toSessions(c).endAll(ADMIN);
	c.header("set-cookie", toEndedCookie(toUrl(c)));
	return c.body(null, 204);
};
