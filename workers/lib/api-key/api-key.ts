/** A tenant's key: the id finds it in the directory, the secret proves it. */
export interface ApiKey {
	readonly id: string;
	readonly secret: string;
}

/** Hex has no underscore, so the two parts cannot be cut in more than one way. */
const TEXT = /^sc_(?<id>[0-9a-f]{24})_(?<secret>[0-9a-f]{64})$/;

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)).toHex();

/** 96 random bits of id and 256 of secret: nothing that can be guessed, so a plain SHA-256 of the secret is enough to store. */
export const makeApiKey = (): ApiKey => ({ id: random(12), secret: random(32) });

export const toApiKeyText = ({ id, secret }: ApiKey) => `sc_${id}_${secret}`;

/** Null for whatever is no key of ours. */
export function parseApiKey(text: string): ApiKey | null {
	const { id, secret } = TEXT.exec(text)?.groups ?? {};
	return id !== undefined && secret !== undefined ? { id, secret } : null;
}
