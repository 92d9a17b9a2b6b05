import type { Headers } from "../headers.ts";
import { empty, forAdmin, forAnyone, forSession, forToken, json, type Paths } from "../operation.ts";
import { object, TEXT, TIME } from "../schema.ts";

const SESSION = object({
	subject: { ...TEXT, description: "Whom it stands for." },
	openedAt: TIME,
	endsAt: { ...TIME, description: "When it is over however much it is used; earlier where it isn't used." },
});

const SET_COOKIE: Headers = {
	"set-cookie": { description: "The session's cookie, or its end.", required: true, schema: TEXT },
};

const PAGE: Headers = {
	"content-security-policy": { description: "Names the nonce of the page's script and style.", required: true, schema: TEXT },
};

export const SESSIONS: Paths = {
	"/admin": {
		get: forAnyone({
			id: "getAdminPage",
			tag: "sessions",
			summary: "The admin side for a browser",
			description: "With a session: tenants, dead letters and the deployment. Without one: where to sign in.",
			answers: { 200: { description: "A page.", headers: PAGE, content: { "text/html": { schema: TEXT } } } },
			problems: ["unauthenticated", "rate-limited"],
		}),
	},
	"/admin/session": {
		post: forToken({
			id: "signIn",
			tag: "sessions",
			summary: "Sign in",
			description: "The session has a new id; one that the browser had is over.",
			answers: { 201: json("The session is in the cookie.", SESSION, SET_COOKIE) },
		}),
		get: forSession({ id: "getSession", tag: "sessions", summary: "Who is signed in", answers: { 200: json("The session.", SESSION) } }),
		delete: forSession({
			id: "signOut",
			tag: "sessions",
			summary: "Sign out",
			answers: { 204: empty("The session is over everywhere.", SET_COOKIE) },
		}),
	},
	"/admin/sessions": {
		delete: forAdmin({
			id: "endAllSessions",
			tag: "sessions",
			summary: "Sign everyone out",
			answers: { 204: empty("Every session is over everywhere.", SET_COOKIE) },
		}),
	},
};
