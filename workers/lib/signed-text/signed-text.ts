/** Texts that only this service can have made: `<text>.<mac>`, both base64url. */
export interface Signer {
	sign(text: string): Promise<string>;
	/** The text; null where another key made it, or nobody did. */
	verify(signed: string): Promise<string | null>;
}

export interface SignerOptions {
	/** Random, of 32 characters at least. */
	readonly secret: string;
	/** What the texts are for: one for a ticket is worth nothing as a session. */
	readonly purpose: string;
	/** A second secret whose change ends every signature too. */
	readonly salt?: string;
}

const FORM = /^(?<text>[\w-]{1,4096})\.(?<mac>[\w-]{43})$/;
const SHA_256 = "SHA-256";

const toBytes = (text: string) => new TextEncoder().encode(text);
const toText = (bytes: Uint8Array) => bytes.toBase64({ alphabet: "base64url", omitPadding: true });

/** Null for what is no base64url. */
function fromText(text: string): Uint8Array<ArrayBuffer> | null {
	try {
		return Uint8Array.fromBase64(text, { alphabet: "base64url" });
	} catch {
		return null;
	}
}

/** HMAC-SHA-256 with a key derived for the purpose (HKDF, RFC 5869); WebCrypto verifies in constant time. */
export function makeSigner({ secret, purpose, salt = "" }: SignerOptions): Signer {
	const deriveKey = async () => {
		const base = await crypto.subtle.importKey("raw", toBytes(secret), "HKDF", false, ["deriveKey"]);
		const hkdf = { name: "HKDF", hash: SHA_256, salt: toBytes(salt), info: toBytes(`stagecraft ${purpose}`) };
		return crypto.subtle.deriveKey(hkdf, base, { name: "HMAC", hash: SHA_256, length: 256 }, false, ["sign", "verify"]);
	};
	return {
		async sign(text) {
			const bytes = toBytes(text);
			const mac = await crypto.subtle.sign("HMAC", await deriveKey(), bytes);
			return `${toText(bytes)}.${toText(new Uint8Array(mac))}`;
		},
		async verify(signed) {
			const { text = "", mac = "" } = FORM.exec(signed)?.groups ?? {};
			const [bytes, proof] = [fromText(text), fromText(mac)];
			if (text === "" || !bytes || !proof) return null;
			return (await crypto.subtle.verify("HMAC", await deriveKey(), proof, bytes)) ? new TextDecoder().decode(bytes) : null;
		},
	};
}
