const digest = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));

/** SHA-256, hex: what the directory holds in a secret's place. */
export const hashSecret = async (secret: string) => new Uint8Array(await digest(secret)).toHex();

/**
 * Compares two texts in a time that tells nothing of where they differ:
 * `timingSafeEqual` wants equal lengths, and digests have them whatever the texts are.
 */
export const equalTexts = async (a: string, b: string) => crypto.subtle.timingSafeEqual(await digest(a), await digest(b));

const DIGEST_HEX = /^[0-9a-f]{64}$/;

/** Whether `hash` is the secret's {@link hashSecret}: one digest, since two of them have one length. */
export const matchesHash = async (secret: string, hash: string) =>
	DIGEST_HEX.test(hash) && crypto.subtle.timingSafeEqual(await digest(secret), Uint8Array.fromHex(hash));
