/** The token of an `Authorization: Bearer` header; null without one. The scheme's case is free (RFC 9110 §11.1). */
export const parseBearer = (header: string | undefined) =>
	/^bearer +(?<token>[\x21-\x7e]+) *$/i.exec(header ?? "")?.groups?.["token"] ?? null;
