import type { Schema } from "./schema.ts";

interface Header {
	readonly description: string;
	/** True where each answer of its kind has it. */
	readonly required?: boolean;
	readonly schema: Schema;
}

export type Headers = Readonly<Record<string, Header>>;

const BOOKMARK_FORM = { type: "string", maxLength: 8192 } as const;

/** On every answer. */
export const EACH: Headers = {
	"x-request-id": { description: "Names the request in our logs.", required: true, schema: { type: "string", format: "uuid" } },
};

export const BOOKMARK: Headers = {
	"x-d1-bookmark": {
		description: "What the answer has seen of the databases. Send it with the next request, which then sees nothing older.",
		schema: BOOKMARK_FORM,
	},
};

export const ETAG: Headers = {
	etag: {
		description: "Names the bytes: equal tags are equal documents.",
		required: true,
		schema: { type: "string", pattern: '^"[^"]+"$' },
	},
};

/** Of what is compressed on demand. */
export const GZIP: Headers = {
	vary: { description: "What else the answer goes by.", required: true, schema: { const: "accept-encoding" } },
	"content-encoding": { description: "Where the request takes gzip (`accept-encoding`).", schema: { const: "gzip" } },
};

export const RETRY_AFTER: Headers = {
	"retry-after": { description: "Seconds to wait.", required: true, schema: { type: "string", pattern: "^[0-9]+$" } },
};

export const AUTHENTICATE: Headers = {
	"www-authenticate": { description: "How to authenticate.", required: true, schema: { type: "string" } },
};
