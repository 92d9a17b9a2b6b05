const digest = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));

/** SHA-256, hex: what the directory holds in a secret's place. */
export const hashSecret = async (secret: string) => new Uint8Array(await digest(secret)).toHex();

/**
 * Compares two texts in a time that tells nothing of where they differ:
 * `timingSafeEqual` wants equal lengths, and digests have them whatever the texts are.
 */
export const equalTexts = async (a: string, b: string) => crypto.subtle.timingSafeEqual(await digest(a), await digest(b));

/** Whether `hash` is the secret's {@link hashSecret}. */
export const matchesHash = async (secret: string, hash: string) => equalTexts(await hashSecret(secret), hash);
