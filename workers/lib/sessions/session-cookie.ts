const SECURE_NAME = "__Host-session";
/** Browsers keep a `Secure` cookie of http://localhost or refuse it, each as it likes. */
const LOCAL_NAME = "local-session";
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

const isLocal = ({ protocol, hostname }: URL) => protocol === "http:" && LOOPBACK.test(hostname);
const toName = (url: URL) => (isLocal(url) ? LOCAL_NAME : SECURE_NAME);

/**
 * `__Host-`: only this host over HTTPS can have set it, for all of its paths and no other host. Not for scripts, and sent
 * by no link or form of another site.
 */
export function toSessionCookie(url: URL, token: string, maxAgeSeconds: number): string {
	const secure = isLocal(url) ? "" : "; Secure";
	return `${toName(url)}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

/** Makes the browser forget it. */
export const toEndedCookie = (url: URL): string => toSessionCookie(url, "", 0);

/** The token in a `Cookie` header; null without one. */
export function parseSessionCookie(url: URL, header: string | undefined): string | null {
	const name = `${toName(url)}=`;
	const found = (header ?? "").split(/; */).find((pair) => pair.startsWith(name));
	return found === undefined || found.length === name.length ? null : found.slice(name.length);
}
